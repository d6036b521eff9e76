import type { ClientBase } from 'pg'
import { type FoundSubject, findOrAddSubjects } from './find-or-add-subjects.ts'
import type { IdentifiedEvent } from './identified-event.ts'
import type { MessageToRecord, SubjectRef } from './recording.ts'
import { subjectKeyOf } from './subject-key.ts'
import { type SubjectKey, textOfSubject } from './subject-text.ts'

type PlaceInBatch = Pick<IdentifiedEvent, 'message' | 'ordinal'>

function placeText({ message, ordinal }: PlaceInBatch): string {
  return `${message.id}:${ordinal}`
}

/** All subjects of a batch, by key. */
export class SubjectIds {
  readonly keys = new Map<string, SubjectKey>()
  readonly found = new Map<string, FoundSubject>()
  /** Of withheld events, by place: the person may have returned, and then has another row. */
  private readonly withheld = new Map<string, FoundSubject>()

  want(key: SubjectKey): void {
    this.keys.set(textOfSubject(key), key)
  }

  of(key: SubjectKey): FoundSubject {
    return this.found.get(textOfSubject(key)) as FoundSubject
  }

  /** The subject that an event is recorded with. */
  ofEvent(place: PlaceInBatch, subject: SubjectRef): FoundSubject {
    const withheld = this.withheld.size === 0 ? undefined : this.withheld.get(placeText(place))
    return withheld ?? this.of(subjectKeyFor(place, subject))
  }

  withhold(place: PlaceInBatch, subject: FoundSubject): void {
    this.withheld.set(placeText(place), subject)
  }

  idOf(key: SubjectKey): string {
    return this.of(key).id
  }

  hasForgotten(): boolean {
    for (const { isForgotten } of this.found.values()) if (isForgotten) return true
    return false
  }
}

/** Includes the subjects of duplicates: deduplication runs at the same time. */
export async function resolveSubjects(
  client: ClientBase,
  messages: readonly MessageToRecord[],
): Promise<SubjectIds> {
  const subjects = new SubjectIds()
  for (const message of messages) for (const key of subjectKeysOf(message)) subjects.want(key)
  if (subjects.keys.size === 0) return subjects
  const found = await findOrAddSubjects(client, [...subjects.keys.values()])
  let index = 0
  for (const text of subjects.keys.keys()) subjects.found.set(text, found[index++] as FoundSubject)
  return subjects
}

/** The subjects of a message's events and deliveries. */
export function subjectKeysOf(message: MessageToRecord): SubjectKey[] {
  return message.events.flatMap(({ subject, deliveries }, ordinal) => {
    const place = { message, ordinal }
    const lanes = deliveries.filter((delivery) => delivery.subject !== subject)
    return [
      subjectKeyFor(place, subject),
      ...lanes.map((delivery) => subjectKeyFor(place, delivery.subject)),
    ]
  })
}

export function subjectKeyFor({ message, ordinal }: PlaceInBatch, subject: SubjectRef): SubjectKey {
  return subjectKeyOf(subject, message.company, message.id, ordinal)
}
