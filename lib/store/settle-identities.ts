import type { ClientBase } from 'pg'
import { both } from './both.ts'
import type { EventToRecord, MessageToRecord } from './recording.ts'
import { claimIdentities, type IdentityRow } from './statements/claim-identities.ts'
import { claimIdentityVariants } from './statements/claim-identity-variants.ts'
import { findIdentities, type KnownIdentity } from './statements/find-identities.ts'

/** An event of the batch with its place, and what is known about it. */
export interface IdentifiedEvent {
  readonly message: MessageToRecord
  readonly ordinal: number
  readonly toRecord: EventToRecord
  /** where the same event stands; null = it is new */
  readonly duplicateOf: { readonly messageId: string; readonly ordinal: number } | null
  /** its id is known with other content */
  readonly otherContent: boolean
}

/**
 * Tells new events from repeats and takes the identities of the new ones. Concurrent holders of the
 * same identity wait for each other here, in the order of the ids.
 */
export async function settleIdentities(
  client: ClientBase,
  messages: readonly MessageToRecord[],
  repeatWindowMs: number,
): Promise<IdentifiedEvent[]> {
  const events = messages.flatMap((message) =>
    message.events.map((toRecord, ordinal) => ({
      message,
      ordinal,
      toRecord,
      row: identityRow(message, toRecord, ordinal, repeatWindowMs),
    })),
  )
  const first = new Map<string, IdentityRow>()
  for (const { row } of events) if (!first.has(row.id)) first.set(row.id, row)
  if (first.size === 0) return []

  const rows = [...first.values()]
  // The second statement reads the holders behind the locks of the first one and travels with it.
  const [, holders] = await both(
    claimIdentities(client, rows),
    findIdentities(
      client,
      rows.map(({ id }) => id),
    ),
  )
  const known = Map.groupBy(holders, ({ id }) => id)

  const variants: KnownIdentity[] = []
  const identified = events.map(({ message, ordinal, toRecord, row }) => {
    const contents = known.get(row.id) as KnownIdentity[]
    const holder = contents.find((candidate) => candidate.content === row.content)
    if (holder === undefined) {
      contents.push(row)
      variants.push(row)
      return { message, ordinal, toRecord, duplicateOf: null, otherContent: true }
    }
    const isHolder = holder.messageId === row.messageId && holder.ordinal === row.ordinal
    const duplicateOf = isHolder ? null : { messageId: holder.messageId, ordinal: holder.ordinal }
    // An earlier version deleted identities that still had variants: a new holder is not the first content.
    const otherContent = isHolder && contents.length > 1
    return { message, ordinal, toRecord, duplicateOf, otherContent }
  })
  if (variants.length > 0) await claimVariants(client, variants)
  return identified
}

async function claimVariants(
  client: ClientBase,
  variants: readonly KnownIdentity[],
): Promise<void> {
  const claimed = await claimIdentityVariants(client, variants)
  if (claimed === variants.length) return
  // Looks like a serialisation failure, so that the batch is tried again and then sees the winner.
  throw Object.assign(new Error('another call recorded the same variant meanwhile'), {
    code: '40001',
  })
}

function identityRow(
  message: MessageToRecord,
  { identity }: EventToRecord,
  ordinal: number,
  repeatWindowMs: number,
): IdentityRow {
  return {
    id: uuidOfDigest(identity.id),
    content: uuidOfDigest(identity.content),
    messageId: message.id,
    ordinal,
    validForMs: identity.kind === 'body' ? repeatWindowMs : null,
  }
}

/** 128 of the digest's 256 bits: plenty against chance, and half the index. */
function uuidOfDigest(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
