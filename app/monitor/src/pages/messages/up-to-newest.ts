import { messageTime } from './message-time.ts'

type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** A filter of the messages that it finds now: those that come later than the newest are left out. */
export function upToNewest(query: Query, newestId: string): Query {
  return { ...query, to: query.to ?? new Date(messageTime(newestId) + 1).toISOString() }
}
