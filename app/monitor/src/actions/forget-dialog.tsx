import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useState } from 'react'
import { useOnce } from '../api/use-once.ts'
import { Field, Fields } from '../parts/fields.tsx'
import { useTexts } from '../text/use-texts.ts'
import { ActionDialog } from './action-dialog.tsx'
import { CommentField } from './comment-field.tsx'
import { type Forgetting, forget, previewForgetting } from './forgetting.ts'
import { useAct } from './use-act.ts'

interface Props {
  readonly subjectId: string
  readonly name: string
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Shows what an erasure takes away, and asks for the reason. */
export function ForgetDialog({ subjectId, name, onDone, onClose }: Props) {
  const { t } = useTexts()
  const [reason, setReason] = useState('')
  const { data: preview, error: refused } = useOnce(['preview-forgetting', subjectId], (signal) =>
    previewForgetting(subjectId, signal),
  )
  const { mutate, isPending, error } = useAct(() => forget(subjectId, reason.trim()), {
    onDone,
    onClose,
  })
  return (
    <ActionDialog
      title={t.dataProtection.forget}
      error={error ?? refused}
      confirm={
        refused === null
          ? {
              text: isPending ? t.actions.working : t.dataProtection.confirm,
              enabled: preview !== undefined && reason.trim() !== '',
              busy: isPending,
              destructive: true,
              run: () => mutate(),
            }
          : null
      }
      wide
      onClose={onClose}
    >
      <p>{name}</p>
      <MessageStrip design="Critical" hideCloseButton>
        {t.dataProtection.means}
      </MessageStrip>
      <div role="status">
        {preview === undefined ? (
          refused === null && t.dataProtection.counting
        ) : (
          <Effects {...preview} />
        )}
      </div>
      {refused === null && (
        <CommentField
          value={reason}
          required
          hint={t.dataProtection.reasonStays}
          onChange={setReason}
        />
      )}
    </ActionDialog>
  )
}

function Effects(preview: Forgetting) {
  const { t, f } = useTexts()
  const { rows, waiting, running, handlersTold, sharedMessages } = preview
  const words = t.dataProtection
  const until = f.day(preview.backupsUntil)
  return (
    <Fields>
      <Field name={words.goes} wide>
        {words.rows(rows)}
        {sharedMessages > 0 && <div>{words.shared(sharedMessages)}</div>}
      </Field>
      <Field name={words.waits}>
        {words.waitsText(waiting.count)}
        <Deliveries items={waiting.items} />
      </Field>
      <Field name={words.runs}>
        {words.runsText(running.count)}
        <Deliveries items={running.items} />
      </Field>
      <Field name={words.told}>{handlersTold.join(', ') || words.toldNone}</Field>
      <Field name={words.backups} wide>
        {preview.backupsReadable ? words.backupsReadable(until) : words.backupsDark(until)}
      </Field>
    </Fields>
  )
}

/** How many deliveries each handler has. */
function Deliveries({ items }: Pick<Forgetting['waiting'], 'items'>) {
  const { t } = useTexts()
  const byHandler = [...Map.groupBy(items, ({ handler }) => handler)]
  return byHandler.map(([handler, those]) => (
    <div key={handler} className="muted">
      {handler}: {t.units.deliveries(those.length)}
    </div>
  ))
}
