import type { Stats } from '../../api/monitor-shapes.ts'
import { ChartTable } from '../../charts/chart-table.tsx'
import { comparedWith, shareOf, type Totals, writeP95, writeRate } from '../../charts/compared.ts'
import { MarkList } from '../../charts/mark-list.tsx'
import { RangeSwitch } from '../../charts/range-switch.tsx'
import { Trend } from '../../charts/trend.tsx'
import { useStats } from '../../charts/use-stats.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** Rate, errors and duration of a handler's attempts over the chosen range. */
export function HowItDoes({ name }: { readonly name: string }) {
  const { t } = useTexts()
  const stats = useStats(name)
  return (
    <Section title={t.charts.title} aside={<RangeSwitch />}>
      <Loaded resource={stats} lines={8}>
        {(shown) => (
          <>
            {shown.points.length === 0 && <NoneNote text={t.charts.none} />}
            <Charts stats={shown} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

function Charts({ stats }: { readonly stats: Stats }) {
  const { t, f } = useTexts()
  const { total, points } = stats
  const wording = { t, f }
  const of = (read: (totals: Totals) => number | null) => points.map(read)
  const before = (write: (totals: Totals) => string) => comparedWith(stats, write, wording)
  const rate = (totals: Totals) => writeRate(totals.attemptsPerMinute, wording)
  const errors = ({ failedAttempts, attempts }: Totals) =>
    t.charts.share(f.percent(shareOf(failedAttempts, attempts)), t.units.attempts(failedAttempts))
  const duration = ({ runMs }: Totals) =>
    runMs === null
      ? t.charts.noneDone
      : t.charts.quantiles(f.duration(runMs.p50), f.duration(runMs.p95))
  return (
    <div className="trends trends-half">
      <Trend
        stats={stats}
        title={t.charts.attempts}
        value={rate(total)}
        comparison={before(rate)}
        series={[
          {
            look: 'info',
            text: t.charts.attemptsPerMinute,
            values: of((point) => point.attemptsPerMinute),
          },
        ]}
      />
      <Trend
        stats={stats}
        title={t.charts.failedAttempts}
        value={errors(total)}
        comparison={before(errors)}
        series={[
          {
            look: 'bad',
            text: t.charts.failedAttempts,
            values: of((point) => point.failedAttempts),
          },
        ]}
      />
      <Trend
        stats={stats}
        unit="duration"
        title={t.charts.duration}
        value={duration(total)}
        comparison={before(duration)}
        series={[
          { look: 'line', text: t.charts.p50, values: of(({ runMs }) => runMs?.p50 ?? null) },
          { look: 'dashed', text: t.charts.p95, values: of(({ runMs }) => runMs?.p95 ?? null) },
        ]}
      />
      <Trend
        stats={stats}
        title={t.charts.waiting}
        value={t.charts.most(f.number(total.waiting))}
        comparison={before(({ waiting }) => t.charts.most(f.number(waiting)))}
        series={[{ look: 'info', text: t.charts.waiting, values: of((point) => point.waiting) }]}
      />
      <div>
        <h3 className="trend-title">{t.charts.lastRun}</h3>
        <Time at={stats.lastRunAt} none={t.charts.noneDone} />
      </div>
      <MarkList marks={stats.marks} />
      <Numbers stats={stats} />
    </div>
  )
}

/** The charts as a table. */
function Numbers({ stats }: { readonly stats: Stats }) {
  const { t, f } = useTexts()
  return (
    <ChartTable
      caption={`${t.charts.caption}: ${t.charts.ranges[stats.range]}`}
      columns={[
        t.charts.time,
        ...[t.charts.attemptsPerMinute, t.charts.failedAttempts, t.charts.waiting],
        ...[`${t.charts.duration}, ${t.charts.p50}`, `${t.charts.duration}, ${t.charts.p95}`],
      ]}
      rows={stats.points.map((point) => ({
        at: point.at,
        values: [
          f.number(point.attemptsPerMinute),
          point.failedAttempts,
          point.waiting,
          point.runMs === null ? t.charts.noneDone : f.duration(point.runMs.p50),
          writeP95(point.runMs, { t, f }),
        ],
      }))}
    />
  )
}
