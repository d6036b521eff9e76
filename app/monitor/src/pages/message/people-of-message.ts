import type { MessageDetail, Subject } from '../../api/shapes.ts'

/** Whom a message is about: the subjects of its events, and of the lanes that they went to. */
export function peopleOf({ events, deliveries }: MessageDetail): Subject[] {
  const people = new Map<string, Subject>()
  for (const { subject } of [...events, ...deliveries]) {
    if (subject !== null) people.set(subject.id, subject)
  }
  return [...people.values()]
}
