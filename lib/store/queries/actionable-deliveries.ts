import { type DeliveryActionKind, type DeliveryState, NOTICE_TYPE } from '../../states.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import { isNotice } from '../record/erasure-notice.ts'
import { INTERNAL_HANDLERS } from '../record/internal-messages.ts'
import { leaseEnded } from './lease-state.ts'
import { deliveryConditions, deliveryJoins } from './list-deliveries.ts'
import { hasStatus, messageFilterConditions } from './list-messages.ts'
import { statusJoin } from './message-status.ts'
import type { Position } from './page.ts'
import type { Reading } from './read-page.ts'
import type { DeliveryFilter, RecordFilter } from './record-filter.ts'
import { resolveNames } from './resolve-filter.ts'
import { chooseSource } from './sources.ts'

/** The deliveries of a filter that an action can change. */
export type Selection<Filter extends RecordFilter> = Pick<
  Reading<unknown, Filter>,
  'source' | 'filter' | 'joins' | 'where'
>

interface Actionable {
  readonly condition: Sql
  /** allowed states; empty = too many to list */
  readonly states: readonly DeliveryState[]
}

const notInternal = raw(`d.handler_id <> all(${INTERNAL_HANDLERS})`)

const failedHead: Actionable = {
  condition: sql`(d.state = 'failed' and d.holds_place or ${leaseEnded})`,
  states: ['failed', 'running'],
}

/** The conditions of `decideAction` that need the delivery's row only. */
const ACTIONABLE: Readonly<Record<DeliveryActionKind, Actionable>> = {
  replay: failedHead,
  edit: { ...failedHead, condition: sql`${failedHead.condition} and ${notInternal}` },
  skip: {
    condition: sql`(d.state in ('failed', 'retrying') and d.holds_place or ${leaseEnded})
      and ${notInternal}`,
    states: ['failed', 'retrying', 'running'],
  },
  cancel: {
    condition: sql`(d.state in ('waiting', 'scheduled', 'retrying')
      or d.state = 'failed' and d.holds_place or ${leaseEnded}) and ${notInternal}`,
    states: ['waiting', 'scheduled'],
  },
  release: {
    condition: raw(`d.state in ('scheduled', 'retrying')`),
    states: ['scheduled', 'retrying'],
  },
  // Excludes the added runs themselves, which come right after their originals.
  rerun: {
    condition:
      raw(`(d.state in ('completed', 'skipped', 'cancelled') or d.state = 'failed' and not d.holds_place)
      and not exists (select from delivery r where r.message_id = d.message_id
        and r.ordinal = d.ordinal and r.handler_id = d.handler_id and r.run > d.run)`),
    states: [],
  },
}

/**
 * Notices of erasures are left out where an action would suppress them unseen: a filter must name their
 * type. They are never edited or run again.
 */
function allowsNotices(kind: DeliveryActionKind, filter: DeliveryFilter): boolean {
  if (kind === 'replay' || kind === 'release') return true
  if (kind === 'edit' || kind === 'rerun') return false
  return (filter.messages?.type ?? filter.type) === NOTICE_TYPE
}

/**
 * @param after end of the last batch. It may have changed the status of its last message, whose other
 * deliveries still belong to the action
 */
export async function actionableDeliveries(
  client: Queryable,
  kind: DeliveryActionKind,
  filter: DeliveryFilter,
  after: Position | null = null,
): Promise<Selection<DeliveryFilter>> {
  const names = await resolveNames(client, filter)
  const { states } = ACTIONABLE[kind]
  const condition = all([
    ACTIONABLE[kind].condition,
    !allowsNotices(kind, filter) && raw(`not ${isNotice('m')}`),
  ])
  const wanted = wantedStates(filter) ?? states
  const { messages } = filter
  if (messages === undefined) {
    return {
      source: await chooseSource(client, filter, names, wanted),
      filter,
      joins: deliveryJoins,
      where: all([deliveryConditions(filter, names), condition]),
    }
  }
  const ofMessages = await resolveNames(client, messages)
  const hasFewStates = wanted.length > 0
  return {
    source: await chooseSource(
      client,
      { ...messages, ...filter },
      // A message's status does not tell the state at this handler.
      { ...names, handlerId: hasFewStates ? names.handlerId : null },
      wanted,
    ),
    filter: { ...filter, ...overlap(filter, messages) },
    joins: sql`${deliveryJoins} ${messages.status === undefined ? raw('') : statusJoin}`,
    where: all([
      deliveryConditions(filter, names),
      messageFilterConditions(messages, ofMessages),
      after === null
        ? hasStatus(messages)
        : sql`(${hasStatus(messages)} or m.id = ${after[0]}::uuid)`,
      condition,
    ]),
  }
}

function wantedStates({ state, waits }: DeliveryFilter): readonly DeliveryState[] | null {
  if (state !== undefined) return [state]
  return waits === true ? ['waiting', 'retrying'] : null
}

/** The time range that both filters allow. */
function overlap(one: RecordFilter, other: RecordFilter): Pick<RecordFilter, 'from' | 'to'> {
  const times = (...all: (Date | undefined)[]) => all.flatMap((time) => time?.getTime() ?? [])
  const from = times(one.from, other.from)
  const to = times(one.to, other.to)
  return {
    ...(from.length > 0 && { from: new Date(Math.max(...from)) }),
    ...(to.length > 0 && { to: new Date(Math.min(...to)) }),
  }
}
