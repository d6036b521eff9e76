import type { Stats } from '../../api/monitor-shapes.ts'
import { writeQuantiles, writeRate } from '../../charts/compared.ts'
import { type Trend, TrendSection } from '../../charts/trend-section.tsx'
import { useStats } from '../../charts/use-stats.ts'
import { useTexts } from '../../text/use-texts.ts'

const SECOND_MS = 1_000
const SECONDS_OF_MINUTE = 60

/** The installation under load, over the chosen range. */
export function InstallationCharts() {
  const { t, f } = useTexts()
  const wording = { t, f }
  const trendsOf = ({ seconds }: Stats): Trend[] => [
    {
      title: t.charts.received,
      write: ({ receivedPerMinute }) => writeRate(receivedPerMinute, wording),
      series: [
        { look: 'info', text: t.charts.ofRate, of: ({ receivedPerMinute }) => receivedPerMinute },
        {
          look: 'bad',
          text: t.charts.refusedRate,
          of: ({ refused }) => (refused / seconds) * SECONDS_OF_MINUTE,
        },
      ],
    },
    {
      title: t.charts.waiting,
      write: ({ waiting }) => t.charts.most(f.number(waiting)),
      series: [{ look: 'info', text: t.charts.waiting, of: ({ waiting }) => waiting }],
    },
    {
      title: t.charts.oldest,
      unit: 'duration',
      write: ({ oldestSeconds }) => t.charts.most(f.duration(oldestSeconds * SECOND_MS)),
      series: [
        {
          look: 'line',
          text: t.charts.oldest,
          of: ({ oldestSeconds }) => oldestSeconds * SECOND_MS,
        },
      ],
    },
    {
      title: t.charts.failed,
      write: ({ failed }) => f.number(failed),
      series: [{ look: 'bad', text: t.charts.failed, of: ({ failed }) => failed }],
    },
    {
      title: t.charts.done,
      unit: 'duration',
      write: ({ doneMs }) => writeQuantiles(doneMs, wording),
      series: [
        { look: 'line', text: t.charts.p50, of: ({ doneMs }) => doneMs?.p50 ?? null },
        { look: 'dashed', text: t.charts.p95, of: ({ doneMs }) => doneMs?.p95 ?? null },
      ],
    },
  ]
  return <TrendSection stats={useStats()} trendsOf={trendsOf} hint={t.charts.hint} />
}
