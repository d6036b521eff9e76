import type { Attempt, Page } from '../../api/shapes.ts'
import type { Resource } from '../../api/use-resource.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { statsOf } from './attempt-stats.ts'

/** Success rate and duration of the latest attempts. */
export function HowItDoes({ attempts }: { readonly attempts: Resource<Page<Attempt>> }) {
  const { t, f } = useTexts()
  const stats = statsOf(attempts.data?.items ?? [])
  return (
    <Section
      title={t.handler.rates}
      aside={
        stats.attempts > 0 && <span className="muted">{t.handler.ratesOf(stats.attempts)}</span>
      }
    >
      <Loaded resource={attempts}>
        {() =>
          stats.attempts === 0 ? (
            <NoneNote text={t.handler.noAttempts} />
          ) : (
            <Fields dense>
              <Field name={t.handler.failed}>
                {t.handler.share(stats.failed, f.percent(1 - stats.succeeded))}
              </Field>
              <Field name={t.handler.succeeded}>
                {t.handler.share(stats.completed, f.percent(stats.succeeded))}
              </Field>
              <Field name={t.handler.p95}>{f.duration(stats.p95Ms ?? 0)}</Field>
              <Field name={t.handler.p50}>{f.duration(stats.p50Ms ?? 0)}</Field>
            </Fields>
          )
        }
      </Loaded>
    </Section>
  )
}
