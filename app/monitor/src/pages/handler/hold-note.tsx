import type { Action, Handler } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** Says who holds the handler, since when and why, and how much waits. */
export function HoldNote({ handler }: { readonly handler: Handler }) {
  const { t } = useTexts()
  const { held, hold, waiting, waitingBehindParked, atLeast } = handler
  const action = useGet<Action>(hold === null ? null : `/actions/${hold.actionId}`)
  if (!held) return null
  const behind = t.units.deliveries(waitingBehindParked, atLeast)
  return (
    <Section title={t.handler.hold.title}>
      <Fields dense>
        <Field name={t.handler.hold.by}>
          {hold === null ? '–' : (hold.by.person ?? hold.by.clientId)}
        </Field>
        <Field name={t.handler.hold.since}>
          <Time at={hold?.since} />
        </Field>
        <Field name={t.handler.hold.why}>
          {hold === null ? '–' : action.data && (action.data.comment ?? t.handler.hold.noReason)}
        </Field>
        <Field name={t.handler.hold.waits}>
          {t.units.deliveries(waiting, atLeast)}
          {waitingBehindParked > 0 && ` ${t.handler.hold.behind(behind)}`}
        </Field>
      </Fields>
    </Section>
  )
}
