import { Bar } from '@ui5/webcomponents-react/Bar'
import { Button } from '@ui5/webcomponents-react/Button'
import { Dialog, type DialogDomRef } from '@ui5/webcomponents-react/Dialog'
import { type ReactNode, useEffect } from 'react'
import { createPortal } from 'react-dom'
import type { ApiError } from '../api/api-error.ts'
import { countDialog } from '../live/open-dialogs.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { usePopupFocus } from '../parts/use-popup-focus.ts'
import { useTexts } from '../text/use-texts.ts'
import './action-dialog.css'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly error?: ApiError | null | undefined
  /** null: there is nothing left to confirm */
  readonly confirm: {
    readonly text: string
    readonly enabled: boolean
    /** its request runs: the button keeps the focus and does nothing */
    readonly busy?: boolean
    readonly destructive: boolean
    readonly run: () => void
  } | null
  readonly closeText?: string
  readonly wide?: boolean
  readonly onClose: () => void
}

/** Asks for confirmation, and stays open until the user has seen the result. */
export function ActionDialog(props: Props) {
  const { title, children, error, confirm, closeText, wide = false, onClose } = props
  const { t } = useTexts()
  const dialog = usePopupFocus<DialogDomRef>()
  useEffect(countDialog, [])
  return createPortal(
    <Dialog
      open
      ref={dialog}
      className={wide ? 'action-dialog action-dialog-wide' : 'action-dialog'}
      headerText={title}
      state={confirm?.destructive === true ? 'Critical' : 'None'}
      onClose={onClose}
      footer={
        <Bar
          design="Footer"
          endContent={
            <>
              {confirm !== null && (
                <Button
                  design={confirm.destructive ? 'Negative' : 'Emphasized'}
                  disabled={!confirm.enabled}
                  loading={confirm.busy === true}
                  onClick={confirm.run}
                >
                  {confirm.text}
                </Button>
              )}
              <Button design="Transparent" onClick={onClose}>
                {closeText ?? t.common.cancel}
              </Button>
            </>
          }
        />
      }
    >
      <div className="action-content">
        {children}
        {error != null && <ErrorNote error={error} />}
      </div>
    </Dialog>,
    document.body,
  )
}
