import { type ReactNode, useState } from 'react'
import type { DeliveryActionKind } from '../api/shapes.ts'
import { useTexts } from '../text/use-texts.ts'
import type { Wish } from './act.ts'
import { ActionDialog } from './action-dialog.tsx'
import { needsReason } from './allowed-actions.ts'
import { CommentField } from './comment-field.tsx'
import { useAct } from './use-act.ts'

export type ActionName =
  | Exclude<DeliveryActionKind, 'edit'>
  | 'hold'
  | 'resume'
  | 'hold-all'
  | 'resume-all'
  | 'decode'
  | 'hand-over'

interface Props {
  readonly kind: ActionName
  /** target of the action */
  readonly subject: ReactNode
  /** further consequences */
  readonly note?: string | undefined
  readonly act: (wish: Wish) => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks for confirmation of an action on one item. */
export function OneActionDialog({ kind, subject, note, act, onDone, onClose }: Props) {
  const { t } = useTexts()
  const [comment, setComment] = useState('')
  const { mutate, isPending, error } = useAct(act, { onDone, onClose })
  const required = needsReason(kind)
  const ready = !required || comment.trim() !== ''

  return (
    <ActionDialog
      title={t.actions.name[kind]}
      error={error}
      confirm={{
        text: isPending ? t.actions.working : t.actions.name[kind],
        enabled: ready,
        busy: isPending,
        destructive: required && kind !== 'hand-over',
        run: () => mutate({ comment }),
      }}
      onClose={onClose}
    >
      <p>{subject}</p>
      <p>{t.actions.means[kind]}</p>
      {note !== undefined && <p>{note}</p>}
      <CommentField value={comment} required={required} onChange={setComment} />
    </ActionDialog>
  )
}
