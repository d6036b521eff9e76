import type { ClientBase } from 'pg'
import { keyedDigest } from '../db/keyed-digest.ts'
import { both } from '../db/transaction.ts'
import {
  findIdentities,
  type IdentityRow,
  insertDedupKeys,
  insertDedupVariants,
  type KnownIdentity,
} from './dedup-keys.ts'
import { deduplicateLatest } from './deduplicate-latest.ts'
import type { EventOfBatch, IdentifiedEvent } from './identified-event.ts'
import type { DuplicateWindows } from './recording.ts'

/**
 * Separates new events from duplicates and inserts the identities of the new ones. Concurrent writers of
 * the same identity wait for each other here, in the order of the ids.
 */
export async function deduplicate(
  client: ClientBase,
  all: readonly EventOfBatch[],
  windows: DuplicateWindows,
): Promise<IdentifiedEvent[]> {
  const isRecord = ({ toRecord }: EventOfBatch) => toRecord.identity.kind === 'latest'
  const counted = all.filter(({ toRecord }) => toRecord.discarded === null)
  // Both send their locks now: every writer locks identities, then latest records, then subjects.
  const [withId, records] = await both(
    settleIds(
      client,
      counted.filter((event) => !isRecord(event)),
      windows.bodyMs,
    ),
    deduplicateLatest(client, counted.filter(isRecord), windows.recordMs),
  )
  // A discarded event takes no identity: otherwise the same event of the accepted sender would be
  // detected as its duplicate.
  const discarded = all
    .filter(({ toRecord }) => toRecord.discarded !== null)
    .map((event) => ({ ...event, ...NEW }))
  const identified = [...discarded, ...withId, ...records]
  // Positions follow this order: by message, then by event.
  const places = new Map(all.map(({ toRecord }, place) => [toRecord, place]))
  const placeOf = ({ toRecord }: IdentifiedEvent) => places.get(toRecord) ?? 0
  return identified.sort((a, b) => placeOf(a) - placeOf(b))
}

const NEW = { duplicateOf: null, otherContent: false, mayBeRepeat: false } as const

async function settleIds(
  client: ClientBase,
  given: readonly EventOfBatch[],
  repeatWindowMs: number,
): Promise<IdentifiedEvent[]> {
  const rowsOf = new Map(given.map((event) => [event, identityRow(client, event, repeatWindowMs)]))
  const first = new Map<string, IdentityRow>()
  for (const row of rowsOf.values()) if (!first.has(row.id)) first.set(row.id, row)
  if (first.size === 0) return []

  const rows = [...first.values()]
  // One round trip: the second statement reads the holders after the first one has locked them.
  const [, holders] = await both(
    insertDedupKeys(client, rows),
    findIdentities(
      client,
      rows.map(({ id }) => id),
    ),
  )
  const known = Map.groupBy(holders, ({ id }) => id)

  const variants: KnownIdentity[] = []
  const identified = [...rowsOf].map(([event, row]) => {
    const contents = known.get(row.id) as KnownIdentity[]
    const holder = contents.find((candidate) => candidate.content === row.content)
    if (holder === undefined) {
      contents.push(row)
      variants.push(row)
      return { ...event, ...NEW, otherContent: true }
    }
    const isHolder = holder.messageId === row.messageId && holder.ordinal === row.ordinal
    const duplicateOf = isHolder ? null : { messageId: holder.messageId, ordinal: holder.ordinal }
    // An earlier version deleted identities that still had variants: then a new holder has other content.
    const otherContent = isHolder && contents.length > 1
    return { ...event, duplicateOf, otherContent, mayBeRepeat: false }
  })
  if (variants.length > 0) await claimVariants(client, variants)
  return identified
}

async function claimVariants(
  client: ClientBase,
  variants: readonly KnownIdentity[],
): Promise<void> {
  const claimed = await insertDedupVariants(client, variants)
  if (claimed === variants.length) return
  // Reports a serialisation failure: the batch is retried and then sees the other variant.
  throw Object.assign(new Error('another call recorded the same variant meanwhile'), {
    code: '40001',
  })
}

function identityRow(
  client: ClientBase,
  { message, toRecord: { identity }, ordinal }: EventOfBatch,
  repeatWindowMs: number,
): IdentityRow {
  return {
    id: keyedDigest(client, 'identity', identity.id),
    content: keyedDigest(client, 'identity', identity.content),
    messageId: message.id,
    ordinal,
    validForMs: identity.kind === 'body' ? repeatWindowMs : null,
  }
}
