import type { MessageEvent } from '../../api/shapes.ts'
import { Field } from '../../parts/fields.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly event: Pick<MessageEvent, 'subject' | 'subjectField' | 'subjectValue'>
  /** the event has no SuccessFactors contract */
  readonly isRecord: boolean
}

/** The field that chose an event's lane, or the setting that would name one. */
export function LaneOfEvent({ event, isRecord }: Props) {
  const { t } = useTexts()
  const { subject, subjectField, subjectValue } = event
  if (subjectField !== null) {
    return (
      <Field name={t.message.lane.name}>
        <span className="mono">
          {subjectField}
          {subjectValue !== null && `: ${subjectValue}`}
        </span>
      </Field>
    )
  }
  const hasLane = subject !== null && subject.kind !== 'event'
  return (
    <Field name={t.message.lane.name} wide>
      {hasLane
        ? t.message.lane.unknown
        : isRecord
          ? t.message.lane.noRecordKey
          : t.message.lane.noKey}
    </Field>
  )
}
