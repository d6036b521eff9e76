import type { MessageDetail, MessageEvent } from '../../api/shapes.ts'

/** Whether the person of an event was forgotten. A blocked person was not. */
export function isForgotten({ events }: MessageDetail, ordinal: number): boolean {
  const subject = events.find((event) => event.ordinal === ordinal)?.subject
  return subject?.key === '' && subject.blocked !== true
}

/** Whether the content of an event can be shown, here or with the raw body. */
export function isReadable({ content, contentTooLarge }: MessageEvent): boolean {
  return content !== null || contentTooLarge
}
