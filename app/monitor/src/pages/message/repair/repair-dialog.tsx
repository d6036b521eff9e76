import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useState } from 'react'
import { previewRepair, repair } from '../../../actions/act.ts'
import { ActionDialog } from '../../../actions/action-dialog.tsx'
import { CommentField } from '../../../actions/comment-field.tsx'
import { useAct } from '../../../actions/use-act.ts'
import type { MessageDetail } from '../../../api/shapes.ts'
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

/** Edits an undecodable message, previews its events, then accepts them. */
export function RepairDialog({ message, onDone, onClose }: Props) {
  const { t } = useTexts()
  const reveal = useMay('Reveal')
  const { before, error: unread } = useStoredForm(message)
  const [typed, setTyped] = useState<RepairDraft>()
  const [comment, setComment] = useState('')
  const draft = typed ?? before
  const changes = before === undefined || draft === undefined ? {} : changesOf(before, draft)
  const changed = Object.keys(changes).length > 0

  const preview = useMutation({ mutationFn: () => previewRepair(message.id, changes, reveal) })
  const accept = useAct(() => repair(message.id, changes, { comment }), { onDone, onClose })
  const working = preview.isPending || accept.isPending

  /** Only a previewed draft can be accepted. A change requires another preview. */
  function change(next: RepairDraft): void {
    setTyped(next)
    preview.reset()
  }

  return (
    <ActionDialog
      title={t.repair.title}
      error={accept.error ?? preview.error ?? unread}
      wide
      confirm={{
        text: working ? t.actions.working : t.repair.accept,
        enabled: changed && preview.data?.decodeError === null,
        busy: accept.isPending,
        destructive: false,
        run: () => accept.mutate(),
      }}
      onClose={onClose}
    >
      <p>{t.repair.means}</p>
      <Hints reveal={reveal} contentEncoding={message.contentEncoding} />
      {draft === undefined ? (
        <p role="status">{unread === null && t.repair.loading}</p>
      ) : (
        // Without this, a draft changed during its preview could be accepted unseen.
        <fieldset className="repair-fields" disabled={working}>
          <RepairFields draft={draft} onChange={(next) => !working && change(next)} />
        </fieldset>
      )}
      <div>
        <Button
          disabled={!changed || accept.isPending}
          loading={preview.isPending}
          onClick={() => {
            accept.reset()
            preview.mutate()
          }}
        >
          {t.repair.preview}
        </Button>
      </div>
      {preview.data === undefined ? (
        <small className="muted">{changed ? t.repair.previewFirst : t.edit.nothing}</small>
      ) : (
        <Previewed preview={preview.data} />
      )}
      <CommentField value={comment} required={false} onChange={setComment} />
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
