import type { Overview } from '../../api/monitor-shapes.ts'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** Time from receipt to completion without an operator. */
export function Durations({ overview }: { readonly overview: Overview }) {
  const { t, f } = useTexts()
  const { secondsToDone } = overview
  return (
    <Section title={t.overview.duration}>
      {secondsToDone === null ? (
        <NoneNote text={t.overview.noDuration} />
      ) : (
        <>
          <dl className="durations">
            <div>
              <dt>{t.overview.p95}</dt>
              <dd>{f.duration(secondsToDone.p95 * 1_000)}</dd>
            </div>
            <div>
              <dt>{t.overview.p50}</dt>
              <dd>{f.duration(secondsToDone.p50 * 1_000)}</dd>
            </div>
          </dl>
          <p className="muted durations-of">{t.overview.durationOf(secondsToDone.deliveries)}</p>
        </>
      )}
    </Section>
  )
}
