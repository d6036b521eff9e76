import { Link } from 'react-router'
import type { Handler } from '../../api/shapes.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { waitingForTurn } from '../handlers/waiting-for-turn.ts'

/** Waiting deliveries of a handler and the state of its circuit. */
export function CurrentState({ handler }: { readonly handler: Handler }) {
  const { t, f } = useTexts()
  const { circuit, formerNames, parkedLanes, parkedPeople, atLeast } = handler
  const parked = t.units.whom(parkedPeople, parkedLanes - parkedPeople, atLeast && parkedLanes > 0)
  return (
    <Section title={t.handler.now} hint={t.common.term.delivery}>
      <Fields dense>
        <Field name={t.handler.parked}>
          {parkedLanes > 0 ? <Link to="/parked">{parked}</Link> : parked}
        </Field>
        <Field name={t.handler.behind}>
          {t.units.deliveries(handler.waitingBehindParked, atLeast)}
        </Field>
        <Field name={t.handler.waiting}>
          {t.units.deliveries(waitingForTurn(handler), atLeast)}
        </Field>
        {handler.scheduled > 0 && (
          <Field name={t.handler.scheduled}>{t.units.deliveries(handler.scheduled, atLeast)}</Field>
        )}
        <Field name={t.handler.retrying}>
          {t.units.deliveries(handler.retryingLanes, atLeast)}
        </Field>
        <Field name={t.handler.instances}>{t.units.instances(handler.instances)}</Field>
        {circuit.openedAt !== null && (
          <>
            <Field name={t.common.handlerState.open}>
              <Time at={circuit.openedAt} />
            </Field>
            <Field name={t.handler.nextProbe}>
              <Time at={circuit.probeAt} planned />
            </Field>
          </>
        )}
        {circuit.faultySubjects > 0 && (
          <Field name={t.handler.faults}>{f.number(circuit.faultySubjects)}</Field>
        )}
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
