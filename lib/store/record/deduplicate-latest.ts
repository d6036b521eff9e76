import type { ClientBase } from 'pg'
import { digestOf, uuidOfDigest } from '../db/uuid-of-digest.ts'
import { compareWithLatest } from './compare-with-latest.ts'
import type { EventOfBatch, IdentifiedEvent } from './identified-event.ts'
import { type LatestRecord, lockLatestRecords, updateLatestRecords } from './latest-records.ts'

/**
 * Finds records without an id that repeat the latest ones of their lanes. Concurrent writers of a lane
 * lock it here, in the order of the ids. Records of the same message never repeat each other.
 */
export async function deduplicateLatest(
  client: ClientBase,
  records: readonly EventOfBatch[],
  windowMs: number,
): Promise<IdentifiedEvent[]> {
  if (records.length === 0) return []
  const ids = [...new Set(records.map(idOf))].sort()
  const latest = new Map(
    (await lockLatestRecords(client, ids)).map((row) => [row.id, row] as const),
  )
  const changed = new Map<string, LatestRecord>()
  const identified = groupsOf(records).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { message } = first
    const id = idOf(first)
    const given = {
      messageId: message.id,
      receivedAt: message.receivedAt,
      content: contentOf(group),
      ordinals: group.map(({ ordinal }) => ordinal),
    }
    const compared = compareWithLatest(latest.get(id) as LatestRecord, given, windowMs)
    if (compared.kind === 'new') {
      latest.set(id, compared.latest)
      changed.set(id, compared.latest)
    }
    return group.map((record, place) => ({
      ...record,
      duplicateOf:
        compared.kind === 'repeat'
          ? { messageId: compared.messageId, ordinal: compared.ordinals[place] ?? 0 }
          : null,
      otherContent: false,
      mayBeRepeat: compared.kind === 'new' && compared.mayBeRepeat,
    }))
  })
  if (changed.size > 0) await updateLatestRecords(client, [...changed.values()])
  return identified
}

function idOf({ toRecord }: EventOfBatch): string {
  return uuidOfDigest(toRecord.identity.id)
}

/** Groups by message and lane. */
function groupsOf(records: readonly EventOfBatch[]): EventOfBatch[][] {
  const groups = new Map<string, EventOfBatch[]>()
  for (const record of records) {
    const key = `${record.message.id} ${idOf(record)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  return [...groups.values()]
}

function contentOf(group: readonly EventOfBatch[]): string {
  return digestOf(group.map(({ toRecord }) => toRecord.identity.content).join())
}
