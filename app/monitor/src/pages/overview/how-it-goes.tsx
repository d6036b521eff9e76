import type { Stats } from '../../api/monitor-shapes.ts'
import { ChartTable } from '../../charts/chart-table.tsx'
import { comparedWith, type Totals, writeP95, writeRate } from '../../charts/compared.ts'
import { MarkList } from '../../charts/mark-list.tsx'
import { RangeSwitch } from '../../charts/range-switch.tsx'
import { Trend } from '../../charts/trend.tsx'
import { useStats } from '../../charts/use-stats.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

const SECOND_MS = 1_000
const SECONDS_OF_MINUTE = 60

/** The installation under load, over the chosen range. */
export function HowItGoes() {
  const { t } = useTexts()
  const stats = useStats()
  return (
    <Section title={t.charts.title} hint={t.charts.hint} aside={<RangeSwitch />}>
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
  const age = ({ oldestSeconds }: Totals) => f.duration(oldestSeconds * SECOND_MS)
  const done = ({ doneMs }: Totals) =>
    doneMs === null
      ? t.charts.noneDone
      : t.charts.quantiles(f.duration(doneMs.p50), f.duration(doneMs.p95))
  return (
    <div className="trends">
      <Trend
        stats={stats}
        title={t.charts.received}
        value={writeRate(total.receivedPerMinute, wording)}
        comparison={before(({ receivedPerMinute }) => writeRate(receivedPerMinute, wording))}
        series={[
          { look: 'info', text: t.charts.ofRate, values: of((point) => point.receivedPerMinute) },
          {
            look: 'bad',
            text: t.charts.refusedRate,
            values: of(({ refused }) => (refused / stats.seconds) * SECONDS_OF_MINUTE),
          },
        ]}
      />
      <Trend
        stats={stats}
        title={t.charts.waiting}
        value={t.charts.most(f.number(total.waiting))}
        comparison={before(({ waiting }) => t.charts.most(f.number(waiting)))}
        series={[{ look: 'info', text: t.charts.waiting, values: of((point) => point.waiting) }]}
      />
      <Trend
        stats={stats}
        unit="duration"
        title={t.charts.oldest}
        value={t.charts.most(age(total))}
        comparison={before((totals) => t.charts.most(age(totals)))}
        series={[
          {
            look: 'line',
            text: t.charts.oldest,
            values: of((point) => point.oldestSeconds * SECOND_MS),
          },
        ]}
      />
      <Trend
        stats={stats}
        title={t.charts.failed}
        value={f.number(total.failed)}
        comparison={before(({ failed }) => f.number(failed))}
        series={[{ look: 'bad', text: t.charts.failed, values: of((point) => point.failed) }]}
      />
      <Trend
        stats={stats}
        unit="duration"
        title={t.charts.done}
        value={done(total)}
        comparison={before(done)}
        series={[
          { look: 'line', text: t.charts.p50, values: of(({ doneMs }) => doneMs?.p50 ?? null) },
          { look: 'dashed', text: t.charts.p95, values: of(({ doneMs }) => doneMs?.p95 ?? null) },
        ]}
      />
      <MarkList marks={stats.marks} />
      <Numbers stats={stats} />
    </div>
  )
}

/** The charts as a table. */
function Numbers({ stats }: { readonly stats: Stats }) {
  const { t, f } = useTexts()
  const age = ({ oldestSeconds }: Totals) => f.duration(oldestSeconds * SECOND_MS)
  return (
    <ChartTable
      caption={`${t.charts.caption}: ${t.charts.ranges[stats.range]}`}
      columns={[
        t.charts.time,
        ...[t.charts.ofRate, t.charts.refused, t.charts.waiting, t.charts.oldest],
        ...[t.charts.failed, `${t.charts.done}, ${t.charts.p50}`],
        `${t.charts.done}, ${t.charts.p95}`,
      ]}
      rows={stats.points.map((point) => ({
        at: point.at,
        values: [
          f.number(point.receivedPerMinute),
          point.refused,
          point.waiting,
          age(point),
          point.failed,
          point.doneMs === null ? t.charts.noneDone : f.duration(point.doneMs.p50),
          writeP95(point.doneMs, { t, f }),
        ],
      }))}
    />
  )
}
