import { type ReactNode, useState } from 'react'
import { type ApiError, asApiError } from '../api/api-error.ts'
import { useTexts } from '../text/use-texts.ts'
import type { Wish } from './act.ts'
import { ActionDialog } from './action-dialog.tsx'
import { needsReason } from './allowed-actions.ts'
import { ReasonField } from './reason-field.tsx'

export type ActionName =
  | 'replay'
  | 'rerun'
  | 'skip'
  | 'cancel'
  | 'release'
  | 'hold'
  | 'resume'
  | 'decode'
  | 'hand-over'

interface Props {
  readonly kind: ActionName
  /** what it is done with */
  readonly subject: ReactNode
  readonly act: (wish: Wish) => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Confirms what is done with one thing. */
export function OneActionDialog({ kind, subject, act, onDone, onClose }: Props) {
  const { t } = useTexts()
  const [reason, setReason] = useState('')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<ApiError>()
  const required = needsReason(kind)
  const ready = !working && (!required || reason.trim() !== '')

  async function run(): Promise<void> {
    setWorking(true)
    setError(undefined)
    try {
      await act({ reason })
      onDone()
      onClose()
    } catch (problem) {
      setError(asApiError(problem))
      setWorking(false)
    }
  }

  return (
    <ActionDialog
      title={t.actions.name[kind]}
      error={error}
      confirm={{
        text: working ? t.actions.working : t.actions.name[kind],
        enabled: ready,
        destructive: required && kind !== 'hand-over',
        run: () => void run(),
      }}
      onClose={onClose}
    >
      <p>{subject}</p>
      <p>{t.actions.means[kind]}</p>
      <ReasonField value={reason} required={required} onChange={setReason} />
    </ActionDialog>
  )
}
