import { ReceiverError } from '../../lib/errors.ts'
import type { DecodedMessage } from '../../lib/events/event.ts'
import { personFields } from '../../lib/events/person-fields.ts'
import type { ReadingHints } from '../../lib/events/reading-hints.ts'
import { subjectOf } from '../../lib/events/subject.ts'
import type { FieldRules } from '../../lib/masking/field-rules.ts'
import { pageOf } from '../../lib/store/queries/page.ts'
import { laneValue, shownContent, showWith } from './shown-event.ts'

/** Limit of events in one answer. Large events lower it. */
const MAX_EVENTS = 50

/** Preview of a repaired form: its events and their lanes. */
export function describePreview(
  decoded: DecodedMessage | ReceiverError,
  hints: ReadingHints | null,
  fields: FieldRules,
  revealed: boolean,
) {
  if (decoded instanceof ReceiverError) {
    const decodeError = { code: decoded.code, message: decoded.message }
    return { ...UNREADABLE, revealed, decodeError }
  }
  const { format, contract, warnings = [], events } = decoded
  const persons = personFields(hints?.persons)
  const rules = revealed ? null : fields
  const show = showWith(rules)
  const shown = events.slice(0, MAX_EVENTS).map((event, ordinal) => {
    const { kind, field } = subjectOf(event, persons)
    const subjectValue = laneValue(event, field, rules)
    return {
      ordinal,
      subjectKind: kind,
      subjectField: field,
      subjectValue,
      ...shownContent(event, show),
    }
  })
  return {
    revealed,
    decodeError: null,
    format,
    contract,
    type: decoded.type ?? events[0]?.type ?? null,
    warnings,
    eventCount: events.length,
    events: pageOf(shown, MAX_EVENTS, ({ ordinal }) => [ordinal]).items,
  }
}

const UNREADABLE = {
  format: null,
  contract: null,
  type: null,
  warnings: [],
  eventCount: 0,
  events: [],
}
