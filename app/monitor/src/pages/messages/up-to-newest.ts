import { messageTime } from './message-time.ts'

type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** Limits a filter to the messages up to the newest one now. */
export function upToNewest(query: Query, newestId: string): Query {
  return { ...query, to: query.to ?? new Date(messageTime(newestId) + 1).toISOString() }
}
