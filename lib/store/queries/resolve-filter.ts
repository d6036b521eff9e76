import { mustNotFindBlocked } from '../../encryption/blocked-data.ts'
import { digestOfCause } from '../db/keyed-digest.ts'
import { searchHashes } from '../db/search-hashes.ts'
import { all, raw, Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'
import { knownCallerIds } from './known-client.ts'
import { knownHandlerId } from './known-handler.ts'
import type { DeliveryFilter, RecordFilter } from './record-filter.ts'

/** The ids for the names of a filter; null = not filtered. */
export interface ResolvedNames {
  readonly handlerId: number | null
  readonly callerIds: readonly number[] | null
  /** keyed hashes of the words of the text */
  readonly searchHashes: readonly string[] | null
  /** keyed digest of the cause */
  readonly causeDigest: string | null
}

/** @throws ReceiverError handler_unknown or client_unknown */
export async function resolveNames(
  client: Queryable,
  filter: RecordFilter & Pick<DeliveryFilter, 'cause' | 'causeDigest'>,
): Promise<ResolvedNames> {
  const { handler, client: clientId, text, cause, causeDigest = null } = filter
  return {
    handlerId: handler === undefined ? null : await knownHandlerId(client, handler),
    callerIds: clientId === undefined ? null : await knownCallerIds(client, clientId),
    searchHashes: text === undefined ? null : searchHashes(vaultOf(client), [text]),
    causeDigest: cause === undefined ? causeDigest : digestOfCause(client, cause),
  }
}

/** Conditions of a filter on the message (`m`) only. */
export function messageConditions(filter: RecordFilter, names: ResolvedNames): Sql {
  const { messageId, messageIds, company, externalEventId, correlationId } = filter
  return all([
    messageId !== undefined && sql`m.id = ${messageId}::uuid`,
    messageIds !== undefined && sql`m.id = any(${messageIds}::uuid[])`,
    company !== undefined && sql`m.company = ${company}`,
    names.callerIds !== null && sql`m.caller_id = any(${names.callerIds}::int[])`,
    externalEventId !== undefined && sql`m.external_event_id = ${externalEventId}`,
    correlationId !== undefined && sql`m.correlation_id = ${correlationId}`,
  ])
}

/** A match would confirm a guess about a person whom the reader must not see. */
const notBlocked = raw(
  'not exists (select from subject b where b.id = e.subject_id and b.blocked_at is not null)',
)

/** Conditions of a filter on the event (`e`) only; null = none. */
export function eventConditions(
  filter: RecordFilter,
  { searchHashes: hashes }: ResolvedNames,
): Sql | null {
  const { eventId, type, types } = filter
  const conditions = [
    eventId !== undefined && sql`e.event_id = ${eventId}`,
    type !== undefined && sql`e.type = ${type}`,
    types !== undefined && types.length > 0 && sql`e.type = any(${types}::text[])`,
    hashes !== null && sql`e.search @> ${hashes}::bigint[]`,
    hashes !== null && mustNotFindBlocked() && notBlocked,
    isEffective('e', filter),
  ]
  return conditions.some((condition) => condition instanceof Sql) ? all(conditions) : null
}

/** Condition of a filter on the effective day of an event; null = none. */
export function isEffective(
  event: string,
  { effectiveFrom, effectiveTo }: Pick<RecordFilter, 'effectiveFrom' | 'effectiveTo'>,
): Sql | null {
  if (effectiveFrom === undefined && effectiveTo === undefined) return null
  const day = raw(`${event}.effective_on`)
  return all([
    effectiveFrom !== undefined && sql`${day} >= ${effectiveFrom}::date`,
    effectiveTo !== undefined && sql`${day} <= ${effectiveTo}::date`,
  ])
}

/** SQL: a delivery of an event or a message matches the filter. */
export function deliveryExists(of: Sql, condition: Sql): Sql {
  return sql`exists (select from delivery f where ${of} and ${condition})`
}

export function isSubject(column: string, subjects: readonly string[]): Sql {
  return sql`${raw(column)} = any(${subjects}::bigint[])`
}
