import type { ClientBase } from 'pg'
import { findOrAddSubjects, type SubjectKey } from './find-or-add-subjects.ts'
import type { IdentifiedEvent } from './identified-event.ts'
import type { MessageToRecord, SubjectRef } from './recording.ts'
import { subjectKeyOf } from './subject-key.ts'

/** The ids of all subjects of a batch, by key. */
export class SubjectIds {
  readonly keys = new Map<string, SubjectKey>()
  readonly ids = new Map<string, string>()

  static text(key: SubjectKey): string {
    return JSON.stringify([key.company, key.kind, key.key])
  }

  want(key: SubjectKey): void {
    this.keys.set(SubjectIds.text(key), key)
  }

  idOf(key: SubjectKey): string {
    return this.ids.get(SubjectIds.text(key)) as string
  }
}

/** Includes the subjects of repeats: deduplication runs at the same time. */
export async function resolveSubjects(
  client: ClientBase,
  messages: readonly MessageToRecord[],
): Promise<SubjectIds> {
  const subjects = new SubjectIds()
  for (const message of messages) {
    message.events.forEach((toRecord, ordinal) => {
      const place = { message, ordinal }
      subjects.want(subjectKeyFor(place, toRecord.subject))
      for (const { subject } of toRecord.deliveries) subjects.want(subjectKeyFor(place, subject))
    })
  }
  const texts = [...subjects.keys.keys()]
  if (texts.length === 0) return subjects
  const ids = await findOrAddSubjects(client, [...subjects.keys.values()])
  texts.forEach((text, index) => {
    subjects.ids.set(text, ids[index] as string)
  })
  return subjects
}

export function subjectKeyFor(
  { message, ordinal }: Pick<IdentifiedEvent, 'message' | 'ordinal'>,
  subject: SubjectRef,
): SubjectKey {
  return subjectKeyOf(subject, message.company, message.id, ordinal)
}
