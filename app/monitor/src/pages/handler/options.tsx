import type { HandlerDefinition } from '../../api/shapes.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** The active options of a handler. */
export function Options({ definition }: { readonly definition: HandlerDefinition }) {
  const { t, f } = useTexts()
  const { retry, onFailure, timeoutMs, concurrency } = definition
  const { totalConcurrency, rateLimit, meanwhile } = definition
  const names = t.handler.option
  return (
    <Section title={t.handler.options}>
      <Fields dense>
        {retry !== undefined && (
          <>
            <Field name={names.attempts}>{t.units.attempts(retry.attempts)}</Field>
            <Field name={names.delays}>
              {t.handler.fromTo(f.duration(retry.firstDelayMs), f.duration(retry.maxDelayMs))}
            </Field>
          </>
        )}
        {onFailure !== undefined && (
          <Field name={names.onFailure}>{t.handler.onFailure[onFailure]}</Field>
        )}
        {timeoutMs !== undefined && <Field name={names.timeout}>{f.duration(timeoutMs)}</Field>}
        {concurrency !== undefined && (
          <Field name={names.concurrency}>{t.units.deliveries(concurrency)}</Field>
        )}
        <Field name={names.totalConcurrency}>
          {totalConcurrency == null ? t.handler.noLimit : t.units.deliveries(totalConcurrency)}
        </Field>
        <Field name={names.rateLimit}>
          {rateLimit == null
            ? t.handler.noLimit
            : t.handler.rate(t.units.attempts(rateLimit.attempts), f.duration(rateLimit.perMs))}
        </Field>
        <Field name={names.meanwhile}>
          {meanwhile == null ? t.handler.noStartDate : t.handler.meanwhile[meanwhile]}
        </Field>
      </Fields>
    </Section>
  )
}
