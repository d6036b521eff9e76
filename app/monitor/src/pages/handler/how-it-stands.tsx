import { Link } from 'react-router'
import type { Handler } from '../../api/shapes.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** What waits at a handler now, and its circuit. */
export function HowItStands({ handler }: { readonly handler: Handler }) {
  const { t, f } = useTexts()
  const { circuit, formerNames } = handler
  return (
    <Section title={t.handler.now}>
      <Fields dense>
        <Field name={t.handler.parkedLanes}>
          {handler.parkedLanes > 0 ? (
            <Link to="/parked">{f.number(handler.parkedLanes)}</Link>
          ) : (
            f.number(0)
          )}
        </Field>
        <Field name={t.handler.behind}>{f.number(handler.waitingBehindParked)}</Field>
        <Field name={t.handler.retryingLanes}>{f.number(handler.retryingLanes)}</Field>
        <Field name={t.handler.instances}>{f.number(handler.instances)}</Field>
        {circuit.openedAt !== null && (
          <>
            <Field name={t.common.handlerState.open}>
              <Time at={circuit.openedAt} />
            </Field>
            <Field name={t.handler.nextProbe}>
              <Time at={circuit.probeAt} />
            </Field>
          </>
        )}
        {circuit.faults > 0 && <Field name={t.handler.faults}>{f.number(circuit.faults)}</Field>}
        <Field name={t.handler.lastSeen}>
          <Time at={handler.lastSeenAt} />
        </Field>
        <Field name={t.handler.registered}>
          <Time at={handler.registeredAt} />
        </Field>
        {formerNames.length > 0 && <Field name={t.handler.formerly}>{f.list(formerNames)}</Field>}
      </Fields>
    </Section>
  )
}
