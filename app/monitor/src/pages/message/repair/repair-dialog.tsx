import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useState } from 'react'
import { previewRepair, repair } from '../../../actions/act.ts'
import { ActionDialog } from '../../../actions/action-dialog.tsx'
import { ReasonField } from '../../../actions/reason-field.tsx'
import { type ApiError, asApiError } from '../../../api/api-error.ts'
import type { MessageDetail, RepairPreview } from '../../../api/shapes.ts'
import { useMay } from '../../../session/session.ts'
import { useTexts } from '../../../text/use-texts.ts'
import { Previewed } from './previewed.tsx'
import { changesOf, type RepairDraft } from './repair-draft.ts'
import { RepairFields } from './repair-fields.tsx'
import { useStoredForm } from './use-stored-form.ts'

interface Props {
  readonly message: MessageDetail
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Changes a message that could not be read, previews its events, then accepts them. */
export function RepairDialog({ message, onDone, onClose }: Props) {
  const { t } = useTexts()
  const reveal = useMay('Reveal')
  const { before, error: unread } = useStoredForm(message)
  const [typed, setTyped] = useState<RepairDraft>()
  const [preview, setPreview] = useState<RepairPreview>()
  const [reason, setReason] = useState('')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<ApiError>()
  const draft = typed ?? before
  const changes = before === undefined || draft === undefined ? {} : changesOf(before, draft)
  const changed = Object.keys(changes).length > 0

  /** What was previewed is accepted: a change asks for another preview. */
  function change(next: RepairDraft): void {
    setTyped(next)
    setPreview(undefined)
  }

  async function run(work: () => Promise<void>): Promise<void> {
    setWorking(true)
    setError(undefined)
    try {
      await work()
    } catch (problem) {
      setError(asApiError(problem))
    } finally {
      setWorking(false)
    }
  }

  async function accept(): Promise<void> {
    await repair(message.id, changes, { reason })
    onDone()
    onClose()
  }

  return (
    <ActionDialog
      title={t.repair.title}
      error={error ?? unread}
      wide
      confirm={{
        text: working ? t.actions.working : t.repair.accept,
        enabled: changed && preview?.problem === null && !working,
        destructive: false,
        run: () => void run(accept),
      }}
      onClose={onClose}
    >
      <p>{t.repair.means}</p>
      <Hints reveal={reveal} contentEncoding={message.contentEncoding} />
      {draft === undefined ? (
        <p role="status">{unread === undefined && t.repair.loading}</p>
      ) : (
        // A draft that changes while it is previewed would be accepted without a preview.
        <fieldset className="repair-fields" disabled={working}>
          <RepairFields draft={draft} onChange={(next) => !working && change(next)} />
        </fieldset>
      )}
      <div>
        <Button
          disabled={!changed || working}
          onClick={() =>
            void run(async () => setPreview(await previewRepair(message.id, changes, reveal)))
          }
        >
          {t.repair.preview}
        </Button>
      </div>
      {preview === undefined ? (
        <small className="muted">{changed ? t.repair.previewFirst : t.edit.nothing}</small>
      ) : (
        <Previewed preview={preview} />
      )}
      <ReasonField value={reason} required={false} onChange={setReason} />
    </ActionDialog>
  )
}

interface HintsProps {
  readonly reveal: boolean
  readonly contentEncoding: string | null
}

function Hints({ reveal, contentEncoding }: HintsProps) {
  const { t } = useTexts()
  if (reveal && contentEncoding === null) return null
  return (
    <MessageStrip design="Information" hideCloseButton>
      {contentEncoding !== null && t.repair.compressed(contentEncoding)}{' '}
      {!reveal && t.repair.needsReveal}
    </MessageStrip>
  )
}
