import type { HandlerHours } from '../../api/monitor-shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { HourChart } from '../../charts/hour-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

const DAY = 24

/** What came for a handler in each of the last 24 hours and how it ended, and what is usual. */
export function DayOfHandler({ name }: { readonly name: string }) {
  const { t, f } = useTexts()
  const { day, dayLabel, dayLegend, dayTable, inHour } = t.handler
  const resource = useGet<HandlerHours>(`/handlers/${encodeURIComponent(name)}/hours`)
  return (
    <Section title={day}>
      <Loaded resource={resource}>
        {({ hours }) => {
          const today = hours.slice(-DAY)
          return (
            <HourChart
              half
              caption={dayLabel}
              legend={dayLegend}
              before={hours
                .slice(-2 * DAY, -DAY)
                .map(({ completed, others }) => completed + others)}
              today={today.map(({ hour, completed, failed, others }) => ({
                hour,
                well: completed + others,
                bad: failed,
                title: inHour(f.hour(hour), completed, failed, others),
              }))}
              columns={[dayTable.hour, dayTable.completed, dayTable.failed, dayTable.others]}
              rows={today.map(({ hour, completed, failed, others }) => ({
                hour,
                values: [completed, failed, others],
              }))}
            />
          )
        }}
      </Loaded>
    </Section>
  )
}
