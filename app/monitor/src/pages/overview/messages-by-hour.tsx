import type { Overview } from '../../api/monitor-shapes.ts'
import { HourChart } from '../../charts/hour-chart.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

const DAY = 24

/**
 * Messages received and calls refused in each of the last 24 hours, compared with the day before.
 */
export function MessagesByHour({ hours }: Pick<Overview, 'hours'>) {
  const { t, f } = useTexts()
  const { byHour, chartLabel, legend, table, hour: inWords } = t.overview
  const today = hours.slice(-DAY)
  return (
    <Section title={byHour}>
      <HourChart
        caption={chartLabel}
        legend={[
          { tone: 'bad', text: legend.refused },
          { tone: 'info', text: legend.received },
        ]}
        beforeLegend={legend.before}
        before={hours.slice(-2 * DAY, -DAY).map(({ received }) => received)}
        today={today.map(({ hour, ...of }) => ({
          hour,
          parts: [
            { tone: 'info', value: of.received },
            { tone: 'bad', value: of.refused },
          ],
          title: inWords(f.hour(hour), of),
        }))}
        columns={[
          table.hour,
          table.refused,
          table.received,
          table.failed,
          table.waiting,
          table.completed,
          table.skipped,
        ]}
        rows={today.map(({ hour, ...of }) => ({
          hour,
          values: [of.refused, of.received, of.failed, of.waiting, of.completed, of.skipped],
        }))}
      />
    </Section>
  )
}
