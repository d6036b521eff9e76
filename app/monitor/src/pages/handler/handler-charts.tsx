import { shareOf, writeQuantiles, writeRate } from '../../charts/compared.ts'
import { type Trend, TrendSection } from '../../charts/trend-section.tsx'
import { useStats } from '../../charts/use-stats.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** Rate, errors and duration of a handler's attempts over the chosen range. */
export function HandlerCharts({ name }: { readonly name: string }) {
  const { t, f } = useTexts()
  const wording = { t, f }
  const trends: Trend[] = [
    {
      title: t.charts.attempts,
      write: ({ attemptsPerMinute }) => writeRate(attemptsPerMinute, wording),
      series: [
        {
          look: 'info',
          text: t.charts.attemptsPerMinute,
          of: ({ attemptsPerMinute }) => attemptsPerMinute,
        },
      ],
    },
    {
      title: t.charts.failedAttempts,
      write: ({ failedAttempts, attempts }) =>
        t.charts.share(
          f.percent(shareOf(failedAttempts, attempts)),
          t.units.attempts(failedAttempts),
        ),
      series: [
        { look: 'bad', text: t.charts.failedAttempts, of: ({ failedAttempts }) => failedAttempts },
      ],
    },
    {
      title: t.charts.duration,
      unit: 'duration',
      write: ({ runMs }) => writeQuantiles(runMs, wording),
      series: [
        { look: 'line', text: t.charts.p50, of: ({ runMs }) => runMs?.p50 ?? null },
        { look: 'dashed', text: t.charts.p95, of: ({ runMs }) => runMs?.p95 ?? null },
      ],
    },
    {
      title: t.charts.waiting,
      write: ({ waiting }) => t.charts.most(f.number(waiting)),
      series: [{ look: 'info', text: t.charts.waiting, of: ({ waiting }) => waiting }],
    },
  ]
  return (
    <TrendSection
      stats={useStats(name)}
      trendsOf={() => trends}
      half
      more={({ lastRunAt }) => (
        <div>
          <h3 className="trend-title">{t.charts.lastRun}</h3>
          <Time at={lastRunAt} none={t.charts.noneDone} />
        </div>
      )}
    />
  )
}
