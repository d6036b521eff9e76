import type { MessageDetail, Subject } from '../../api/shapes.ts'

/** The subjects of a message: those of its events and of their lanes. */
export function peopleOf({ events, deliveries }: MessageDetail): Subject[] {
  const people = new Map<string, Subject>()
  for (const { subject } of [...events, ...deliveries]) {
    if (subject !== null) people.set(subject.id, subject)
  }
  return [...people.values()]
}
