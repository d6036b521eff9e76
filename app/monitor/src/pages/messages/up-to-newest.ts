type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** A filter of the messages that it finds now: those that come later than the newest are left out. */
export function upToNewest(query: Query, newestId: string): Query {
  // The first 48 bits of an id are the time at which it was made (UUIDv7).
  const made = Number.parseInt(newestId.slice(0, 8) + newestId.slice(9, 13), 16)
  return { ...query, to: query.to ?? new Date(made + 1).toISOString() }
}
