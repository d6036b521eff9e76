import type { Overview } from '../../api/monitor-shapes.ts'
import { HourChart } from '../../charts/hour-chart.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

const DAY = 24

/** What was received and refused in each of the last 24 hours, and what is usual. */
export function MessagesByHour({ hours }: Pick<Overview, 'hours'>) {
  const { t, f } = useTexts()
  const { byHour, chartLabel, legend, table, hour: inWords } = t.overview
  const today = hours.slice(-DAY)
  return (
    <Section title={byHour}>
      <HourChart
        caption={chartLabel}
        legend={{ well: legend.received, bad: legend.refused }}
        before={hours.slice(-2 * DAY, -DAY).map(({ received }) => received)}
        today={today.map(({ hour, received, completed, failed, refused }) => ({
          hour,
          well: received,
          bad: refused,
          title: inWords(f.hour(hour), received, completed, failed, refused),
        }))}
        columns={[table.hour, table.received, table.completed, table.failed, table.refused]}
        rows={today.map(({ hour, received, completed, failed, refused }) => ({
          hour,
          values: [received, completed, failed, refused],
        }))}
      />
    </Section>
  )
}
