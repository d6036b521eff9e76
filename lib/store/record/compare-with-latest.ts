import type { LatestRecord } from './latest-records.ts'

/** The records without an id that one message brings to one lane. */
export interface RecordsOfLane {
  readonly messageId: string
  readonly receivedAt: Date
  /** digest of their contents in their order */
  readonly content: string
  readonly ordinals: readonly number[]
}

export type Comparison =
  /** all of them are repeats of the latest ones */
  | { readonly kind: 'repeat'; readonly messageId: string; readonly ordinals: readonly number[] }
  /** @param mayBeRepeat the lane had the same within the window, but not as its latest */
  | { readonly kind: 'new'; readonly mayBeRepeat: boolean; readonly latest: LatestRecord }

/** Contents that are remembered of a lane; more changes within the window are not flagged. */
const MAX_RECENT = 20

/**
 * A sender that repeats a call sends the same again at once. The same state may also come back after
 * another one (A, B, A): that is a change, and may at most be a late repeat.
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
    return { kind: 'repeat', messageId, ordinals: ordinals ?? [] }
  }
  const before = [
    ...latest.recent.map((known, place) => ({
      content: known,
      at: latest.recentAt[place] as Date,
    })),
    ...(content === null ? [] : [{ content, at: receivedAt }]),
  ]
  // A message that is read or handed over long after its receipt does not end the window of later ones.
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
