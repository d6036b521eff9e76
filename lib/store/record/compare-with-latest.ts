import type { LatestRecord } from './latest-records.ts'

/** The records without an id of one message and one lane. */
export interface RecordsOfLane {
  readonly messageId: string
  readonly receivedAt: Date
  /** digest of their contents in order */
  readonly content: string
  readonly ordinals: readonly number[]
}

export type Comparison =
  /** all records duplicate the latest ones */
  | { readonly kind: 'duplicate'; readonly messageId: string; readonly ordinals: readonly number[] }
  /** @param mayBeRepeat the lane had the same records within the window, but others followed */
  | { readonly kind: 'new'; readonly mayBeRepeat: boolean; readonly latest: LatestRecord }

/** Remembered contents of a lane; older ones within the window are not flagged. */
const MAX_RECENT = 20

/**
 * A sender that repeats a call sends the same records again at once. If the same state returns after
 * another one (A, B, A), it is a change and at most flagged as a possible duplicate.
 */
export function compareWithLatest(
  latest: LatestRecord,
  given: RecordsOfLane,
  windowMs: number,
): Comparison {
  const isRecent = (at: Date) =>
    windowMs > 0 && Math.abs(given.receivedAt.getTime() - at.getTime()) <= windowMs
  const { content, messageId, ordinals, receivedAt } = latest
  if (content === given.content && messageId !== null && isRecent(receivedAt)) {
    return { kind: 'duplicate', messageId, ordinals: ordinals ?? [] }
  }
  const before = [
    ...latest.recent.map((known, place) => ({
      content: known,
      at: latest.recentAt[place] as Date,
    })),
    ...(content === null ? [] : [{ content, at: receivedAt }]),
  ]
  // The window counts from receipt: a message that is decoded late must not end the window of later ones.
  const endedAt = given.receivedAt.getTime() - windowMs
  const remembered = before.filter(({ at }) => at.getTime() >= endedAt).slice(-MAX_RECENT)
  return {
    kind: 'new',
    mayBeRepeat: before.some(({ at, content: known }) => known === given.content && isRecent(at)),
    latest: {
      id: latest.id,
      content: given.content,
      messageId: given.messageId,
      ordinals: given.ordinals,
      receivedAt: given.receivedAt,
      recent: remembered.map((known) => known.content),
      recentAt: remembered.map(({ at }) => at),
    },
  }
}
