import type { ClientBase } from 'pg'
import { keyedDigest } from '../db/keyed-digest.ts'
import { compareWithLatest } from './compare-with-latest.ts'
import type { EventOfBatch, IdentifiedEvent } from './identified-event.ts'
import { type LatestRecord, lockLatestRecords, updateLatestRecords } from './latest-records.ts'

/**
 * Finds records without an id that duplicate the latest ones of their lanes. Concurrent writers of a lane
 * lock it here, in the order of the ids. Records of the same message never duplicate each other.
 */
export async function deduplicateLatest(
  client: ClientBase,
  records: readonly EventOfBatch[],
  windowMs: number,
): Promise<IdentifiedEvent[]> {
  if (records.length === 0) return []
  const idOf = idsIn(client)
  const ids = [...new Set(records.map(idOf))].sort()
  const latest = new Map(
    (await lockLatestRecords(client, ids)).map((row) => [row.id, row] as const),
  )
  const changed = new Map<string, LatestRecord>()
  const identified = groupsOf(records, idOf).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { message } = first
    const id = idOf(first)
    const given = {
      messageId: message.id,
      receivedAt: message.receivedAt,
      content: contentOf(client, group),
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
        compared.kind === 'duplicate'
          ? { messageId: compared.messageId, ordinal: compared.ordinals[place] ?? 0 }
          : null,
      otherContent: false,
      mayBeRepeat: compared.kind === 'new' && compared.mayBeRepeat,
    }))
  })
  if (changed.size > 0) await updateLatestRecords(client, [...changed.values()])
  return identified
}

/** Hashes each id once. */
function idsIn(client: ClientBase): (event: EventOfBatch) => string {
  const known = new Map<string, string>()
  return ({ toRecord: { identity } }) => {
    const id = known.get(identity.id) ?? keyedDigest(client, 'record', identity.id)
    known.set(identity.id, id)
    return id
  }
}

/** Groups by message and lane. */
function groupsOf(
  records: readonly EventOfBatch[],
  idOf: (event: EventOfBatch) => string,
): EventOfBatch[][] {
  const groups = new Map<string, EventOfBatch[]>()
  for (const record of records) {
    const key = `${record.message.id} ${idOf(record)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  return [...groups.values()]
}

function contentOf(client: ClientBase, group: readonly EventOfBatch[]): string {
  const contents = group.map(({ toRecord }) => toRecord.identity.content)
  return keyedDigest(client, 'record', contents.join())
}
