import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useState } from 'react'
import { deliveryPath } from '../../api/paths.ts'
import { addressOf, getJson } from '../../api/request.ts'
import type { DeliveryDetail, DeliveryKey } from '../../api/shapes.ts'
import { useOnce } from '../../api/use-once.ts'
import { useMay } from '../../session/session.ts'
import type { Texts } from '../../text/en.ts'
import { useTexts } from '../../text/use-texts.ts'
import type { Wish } from '../act.ts'
import { ActionDialog } from '../action-dialog.tsx'
import { CommentField } from '../comment-field.tsx'
import { useAct } from '../use-act.ts'
import { changesOf, type Draft, draftOf } from './changes.ts'
import { EditFields } from './edit-fields.tsx'
import { missingValues, withMissing, withoutEmpty } from './missing-values.ts'

interface Props {
  readonly of: DeliveryKey
  readonly about: string
  readonly act: (wish: Wish) => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Edits the event of a failed delivery and replays it. */
export function EditDialog({ of, about, act, onDone, onClose }: Props) {
  const { t, f } = useTexts()
  const reveal = useMay('Reveal')
  const [typed, setTyped] = useState<Draft>()
  const [comment, setComment] = useState('')
  const address = addressOf(deliveryPath(of), reveal ? { reveal } : {})
  const { data, error: unread } = useOnce(['edit', address], (signal) =>
    getJson<DeliveryDetail>(address, signal),
  )
  const edit = useAct(act, { onDone, onClose })
  const before = data?.content == null ? undefined : draftOf(data.content)
  const missing = before === undefined ? [] : missingValues(data?.attempts.at(-1)?.error, before)
  const draft = typed ?? (before && (reveal ? withMissing(before, missing) : before))
  const changes =
    before === undefined || draft === undefined
      ? {}
      : changesOf(before, withoutEmpty(draft, before, missing))
  const changed = Object.keys(changes).length > 0

  return (
    <ActionDialog
      title={t.actions.name.edit}
      error={edit.error ?? unread}
      wide
      confirm={{
        text: edit.isPending ? t.actions.working : t.actions.name.edit,
        enabled: changed,
        busy: edit.isPending,
        destructive: false,
        run: () => edit.mutate({ comment, event: changes, ...(data && { edit: data.edit }) }),
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
      {missing.length > 0 && (
        <MessageStrip design="Critical" hideCloseButton>
          {t.edit.missing(f.list(missing.map(({ name }) => name)))}
        </MessageStrip>
      )}
      {draft === undefined || before === undefined ? (
        <p role="status">{unread === null && textOf(data, t)}</p>
      ) : (
        <EditFields
          draft={draft}
          before={before}
          missing={missing[0]}
          revealed={reveal}
          onChange={setTyped}
        />
      )}
      <CommentField value={comment} required={false} onChange={setComment} />
      {draft !== undefined && !changed && <small className="muted">{t.edit.nothing}</small>}
    </ActionDialog>
  )
}

/** Why there is no event to edit. */
function textOf(data: DeliveryDetail | undefined, t: Texts): string {
  if (data === undefined) return t.edit.loading
  return data.contentTooLarge ? t.message.tooLarge : t.message.unreadable
}
