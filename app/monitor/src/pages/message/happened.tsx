import '@ui5/webcomponents-icons/dist/process.js'
import type { MessageDetail } from '../../api/shapes.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Section } from '../../parts/section.tsx'
import { useNow } from '../../text/now.ts'
import { useTexts } from '../../text/use-texts.ts'
import { Course } from './course.tsx'
import './happened.css'
import { lanesOf, spanOf } from './lanes-of-message.ts'
import { Schedule } from './schedule.tsx'

interface Props {
  readonly message: MessageDetail
  readonly onDone: () => void
}

/** From receipt over every attempt to the end, one lane a handler. */
export function Happened({ message, onDone }: Props) {
  const { t, f } = useTexts()
  const now = useNow()
  const lanes = lanesOf(message)
  const span = spanOf(message, now)
  if (lanes.length === 0) {
    if (message.status !== 'COMPLETED') return null
    return (
      <Section title={t.message.happened}>
        <EmptyState icon="process" title={t.message.noHandler} text={t.message.noHandlerText} />
      </Section>
    )
  }
  return (
    <Section
      title={t.message.happened}
      aside={
        span.ended && <span className="muted">{t.message.total(f.duration(span.lengthMs))}</span>
      }
    >
      <Schedule lanes={lanes} span={span} />
      <div className="courses">
        {lanes.map((lane) => (
          <Course key={lane.key} lane={lane} message={message} onDone={onDone} />
        ))}
      </div>
    </Section>
  )
}
