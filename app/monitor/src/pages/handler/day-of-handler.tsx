import type { HandlerHours } from '../../api/monitor-shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { HourChart } from '../../charts/hour-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

const DAY = 24

/** The deliveries of a handler by hour of receipt and state, compared with the day before. */
export function DayOfHandler({ name }: { readonly name: string }) {
  const { t, f } = useTexts()
  const { day, dayLabel, dayLegend: legend, dayHour, inHour } = t.handler
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
              legend={[
                { tone: 'bad', text: legend.failed },
                { tone: 'wait', text: legend.waiting },
                { tone: 'good', text: legend.completed },
                { tone: 'plain', text: legend.skipped },
              ]}
              beforeLegend={legend.before}
              before={hours.slice(-2 * DAY, -DAY).map(allOf)}
              today={today.map(({ hour, ...of }) => ({
                hour,
                parts: [
                  { tone: 'good', value: of.completed },
                  { tone: 'plain', value: of.skipped },
                  { tone: 'wait', value: of.waiting },
                  { tone: 'bad', value: of.failed },
                ],
                title: inHour(f.hour(hour), of),
              }))}
              columns={[dayHour, legend.failed, legend.waiting, legend.completed, legend.skipped]}
              rows={today.map(({ hour, failed, waiting, completed, skipped }) => ({
                at: hour,
                values: [failed, waiting, completed, skipped],
              }))}
            />
          )
        }}
      </Loaded>
    </Section>
  )
}

function allOf({ completed, failed, waiting, skipped }: HandlerHours['hours'][number]): number {
  return completed + failed + waiting + skipped
}
