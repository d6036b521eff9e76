import { decodeMessage } from '../../../lib/events/decode-message.ts'
import type { DecodedMessage } from '../../../lib/events/event.ts'
import type { RecordOptions } from '../../../lib/events/records/decode-records.ts'
import { subjectOf } from '../../../lib/events/subject.ts'

export const TYPE = 'com.example.Changed'

export function decode(
  text: string,
  contentType = 'application/json',
  options: Partial<RecordOptions> = {},
): DecodedMessage {
  return decodeMessage(Buffer.from(text), { contentType, typeHint: TYPE, ...options })
}

/** Kind and key of each event's lane; of an entity's key the value alone. */
export function lanes(message: DecodedMessage): string[] {
  return message.events.map((event) => {
    const { kind, key } = subjectOf(event)
    if (kind !== 'entity') return `${kind} ${key}`
    return `entity ${(JSON.parse(key) as [unknown, [string, string][]])[1].map(([, value]) => value)}`
  })
}
