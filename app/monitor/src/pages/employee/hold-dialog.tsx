import { useState } from 'react'
import { ActionDialog } from '../../actions/action-dialog.tsx'
import { CommentField } from '../../actions/comment-field.tsx'
import { changeLegalHold } from '../../actions/forgetting.ts'
import { useAct } from '../../actions/use-act.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly subjectId: string
  readonly name: string
  readonly held: boolean
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Places a legal hold, or lifts it. */
export function HoldDialog({ subjectId, name, held, onDone, onClose }: Props) {
  const { t } = useTexts()
  const [reason, setReason] = useState('')
  const kind = held ? 'lift-legal-hold' : 'legal-hold'
  const { mutate, isPending, error } = useAct(
    () => changeLegalHold(kind, subjectId, reason.trim()),
    { onDone, onClose },
  )
  const title = held ? t.dataProtection.lift : t.dataProtection.hold
  return (
    <ActionDialog
      title={title}
      error={error}
      confirm={{
        text: isPending ? t.actions.working : title,
        enabled: reason.trim() !== '',
        busy: isPending,
        destructive: false,
        run: () => mutate(),
      }}
      onClose={onClose}
    >
      <p>{name}</p>
      <p>{held ? t.dataProtection.liftMeans : t.dataProtection.holdMeans}</p>
      <CommentField value={reason} required onChange={setReason} />
    </ActionDialog>
  )
}
