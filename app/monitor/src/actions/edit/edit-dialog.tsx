import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useEffect, useState } from 'react'
import { type ApiError, asApiError, isAborted } from '../../api/api-error.ts'
import { deliveryPath } from '../../api/paths.ts'
import { addressOf, getJson } from '../../api/request.ts'
import type { DeliveryDetail, DeliveryKey } from '../../api/shapes.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import type { Wish } from '../act.ts'
import { ActionDialog } from '../action-dialog.tsx'
import { ReasonField } from '../reason-field.tsx'
import { changesOf, type Draft, draftOf } from './changes.ts'
import { EditFields } from './edit-fields.tsx'

interface Props {
  readonly of: DeliveryKey
  readonly about: string
  readonly act: (wish: Wish) => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Changes the event of a failed delivery, and tries it again with the changes. */
export function EditDialog({ of, about, act, onDone, onClose }: Props) {
  const { t } = useTexts()
  const reveal = useMay('Reveal')
  const [before, setBefore] = useState<Draft>()
  const [draft, setDraft] = useState<Draft>()
  const [missing, setMissing] = useState<'tooLarge' | 'unreadable'>()
  const [reason, setReason] = useState('')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<ApiError>()
  const path = deliveryPath(of)

  useEffect(() => {
    const controller = new AbortController()
    const query = reveal ? { reveal: true } : {}
    getJson<DeliveryDetail>(addressOf(path, query), controller.signal).then(
      ({ content, contentTooLarge }) => {
        if (content === null) {
          setMissing(contentTooLarge ? 'tooLarge' : 'unreadable')
          return
        }
        setBefore(draftOf(content))
        setDraft(draftOf(content))
      },
      (problem) => isAborted(problem) || setError(asApiError(problem)),
    )
    return () => controller.abort()
  }, [path, reveal])

  const changes = before === undefined || draft === undefined ? {} : changesOf(before, draft)
  const changed = Object.keys(changes).length > 0

  async function run(): Promise<void> {
    setWorking(true)
    setError(undefined)
    try {
      await act({ reason, event: changes })
      onDone()
      onClose()
    } catch (problem) {
      setError(asApiError(problem))
      setWorking(false)
    }
  }

  return (
    <ActionDialog
      title={t.actions.name.edit}
      error={error}
      wide
      confirm={{
        text: working ? t.actions.working : t.actions.name.edit,
        enabled: changed && !working,
        destructive: false,
        run: () => void run(),
      }}
      onClose={onClose}
    >
      <p>
        {of.handler}: {about}
      </p>
      <p>{t.actions.means.edit}</p>
      {!reveal && (
        <MessageStrip design="Information" hideCloseButton>
          {t.edit.hidden}
        </MessageStrip>
      )}
      {draft === undefined ? (
        <p role="status">
          {error === undefined && (missing === undefined ? t.edit.loading : t.message[missing])}
        </p>
      ) : (
        <EditFields draft={draft} revealed={reveal} onChange={setDraft} />
      )}
      <ReasonField value={reason} required={false} onChange={setReason} />
      {draft !== undefined && !changed && <small className="muted">{t.edit.nothing}</small>}
    </ActionDialog>
  )
}
