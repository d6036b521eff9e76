import type { Attempt, Page } from '../../api/shapes.ts'
import type { Resource } from '../../api/use-resource.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { figuresOf } from './attempt-figures.ts'

/** How many of the last attempts succeeded, and how long they took. */
export function HowItDoes({ attempts }: { readonly attempts: Resource<Page<Attempt>> }) {
  const { t, f } = useTexts()
  const figures = figuresOf(attempts.data?.items ?? [])
  return (
    <Section
      title={t.handler.rates}
      aside={
        figures.attempts > 0 && <span className="muted">{t.handler.ratesOf(figures.attempts)}</span>
      }
    >
      <Loaded resource={attempts}>
        {() =>
          figures.attempts === 0 ? (
            <NoneNote text={t.handler.noAttempts} />
          ) : (
            <Fields dense>
              <Field name={t.handler.failed}>
                {t.handler.share(figures.failed, f.percent(1 - figures.succeeded))}
              </Field>
              <Field name={t.handler.succeeded}>
                {t.handler.share(figures.completed, f.percent(figures.succeeded))}
              </Field>
              <Field name={t.handler.most}>{f.duration(figures.p95Ms ?? 0)}</Field>
              <Field name={t.handler.half}>{f.duration(figures.p50Ms ?? 0)}</Field>
            </Fields>
          )
        }
      </Loaded>
    </Section>
  )
}
