import { RadioButton } from '@ui5/webcomponents-react/RadioButton'
import { useState } from 'react'
import { actOnHandler, countMany, skipWaiting } from '../../actions/act.ts'
import { ActionDialog } from '../../actions/action-dialog.tsx'
import { CommentField } from '../../actions/comment-field.tsx'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { useAct } from '../../actions/use-act.ts'
import { useManyAction } from '../../actions/use-many-action.ts'
import { useOnce } from '../../api/use-once.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly handler: string
  /** the hold that the page showed; undefined = held by a statement in the database */
  readonly hold: string | undefined
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Resumes a handler. If deliveries wait, the operator decides whether they run. */
export function ResumeDialog({ handler, hold, onDone, onClose }: Props) {
  const { t } = useTexts()
  const [choice, setChoice] = useState<'run' | 'skip'>('run')
  const [skipping, setSkipping] = useState(false)
  const [comment, setComment] = useState('')
  const resume = useAct(() => actOnHandler('resume', handler, { comment, ...(hold && { hold }) }), {
    onDone,
    onClose,
  })
  const action = useManyAction(onDone)
  const target = skipWaiting(handler, hold)
  const { data: count } = useOnce(['count', target.path], (signal) =>
    countMany([target], 'dry run', signal),
  )
  if (skipping) {
    return (
      <ManyActionDialog
        kind="skip-waiting"
        targets={[target]}
        subject={handler}
        action={action}
        onClose={onClose}
      />
    )
  }
  const waits = count !== undefined && count.matched > 0
  const skips = waits && choice === 'skip'
  const deliveries = waits ? t.units.deliveries(count.matched, count.atLeast) : ''
  return (
    <ActionDialog
      title={t.actions.name.resume}
      error={resume.error}
      confirm={{
        text: skips ? t.handler.resume.next : t.actions.name.resume,
        enabled: true,
        busy: resume.isPending,
        destructive: false,
        run: () => (skips ? setSkipping(true) : resume.mutate()),
      }}
      onClose={onClose}
    >
      <p>{handler}</p>
      {waits && (
        <div role="radiogroup" aria-label={t.handler.resume.choose}>
          <p>{t.handler.resume.choose}</p>
          {(['run', 'skip'] as const).map((kind) => (
            <div key={kind}>
              <RadioButton
                name="waiting"
                text={t.handler.resume[kind](deliveries)}
                checked={choice === kind}
                onChange={() => setChoice(kind)}
              />
            </div>
          ))}
        </div>
      )}
      <p>{t.actions.means[skips ? 'skip-waiting' : 'resume']}</p>
      {!skips && <CommentField value={comment} required={false} onChange={setComment} />}
    </ActionDialog>
  )
}
