import type { Pool } from 'pg'
import { defineStatement, execute, readClock } from '../db/statement.ts'
import { firstIdAt, timeOfId } from '../queries/id-time.ts'
import { INTERNAL_CALLER, isOfSender } from '../record/internal-messages.ts'
import { parkedHead } from '../record/lane-head.ts'
import {
  readEventsWithoutHandler,
  type TypeWithoutHandler,
} from '../stats/types-without-handler.ts'

/** Observations for alerts: handler names, codes and numbers, no personal data. */
export interface Observed {
  /** the database's clock */
  readonly now: Date
  /** largest groups first */
  readonly parked: readonly {
    readonly handler: string
    readonly reasonCode: string | null
    /** code of the last error, if it looks like one */
    readonly code: string | null
    readonly lanes: number
  }[]
  /** handlers with an open circuit */
  readonly circuits: readonly string[]
  /** handlers without an instance, with their waiting deliveries */
  readonly unmanned: readonly { readonly handler: string; readonly deliveries: number }[]
  /** of the last day */
  readonly undecodable: readonly { readonly code: string; readonly messages: number }[]
  /**
   * Discarded events of the last day whose accepted sender sent none of their type for the given time
   * before and after them
   */
  readonly silentSenders: readonly {
    /** empty = unknown */
    readonly company: string
    readonly type: string
    readonly events: number
  }[]
  /** event types of the last day without a handler */
  readonly withoutHandler: readonly TypeWithoutHandler[]
  readonly refusals: {
    /** calls to event paths in the last minutes */
    readonly recent: number
    /** average for the same time over the day before */
    readonly usual: number
    /** most frequent code of the last minutes */
    readonly code: string | null
  }
  /**
   * Time of the last message. If retention has deleted all messages, that of the newest client's first
   * message. null = no message ever arrived.
   */
  readonly quietSince: Date | null
}

export interface ObservationLimits {
  /** longest accepted silence of an accepted sender while another one sends (ms) */
  readonly senderSilenceMs: number
}

const RECENT_MS = 15 * 60_000
const DAY_MS = 24 * 3_600_000
const MAX_LANES = 5_000
const MAX_GROUPS = 50
const MAX_COUNTED = 10_000

const parkedStatement = defineStatement<Observed['parked'][number]>({
  name: 'observe-parked',
  columns: { handler: true, reasonCode: true, code: true, lanes: true },
  text: `
    select h.name as handler, d.reason_code as "reasonCode", substring(a.error_code from '^[A-Z][A-Z0-9_]+$') as code,
      count(*)::int as lanes
    from (select handler_id, subject_id, head_position, settled_position from lane
      where status = 'parked' limit ${MAX_LANES}) l
    join handler h on h.id = l.handler_id
    ${parkedHead}
    group by 1, 2, 3 order by lanes desc, 1, 2, 3 limit ${MAX_GROUPS}`,
})

const handlersStatement = defineStatement<{
  handler: string
  open: boolean
  retired: boolean
  deliveries: number
}>({
  name: 'observe-handlers',
  columns: { handler: true, open: true, retired: true, deliveries: true },
  text: `
    select h.name as handler, h.circuit_opened_at is not null as open, h.retired_at is not null as retired,
      case when h.retired_at is null then 0 else (
        select coalesce(sum(l.waiting), 0)::int from (
          select waiting from lane where handler_id = h.id and due_at is not null
          union all
          select waiting from lane where handler_id = h.id and status = 'parked' and due_at is null
          limit ${MAX_COUNTED}) l)
      end as deliveries
    from handler h order by h.name`,
})

const undecodableStatement = defineStatement<Observed['undecodable'][number]>({
  name: 'observe-undecodable',
  columns: { code: true, messages: true },
  text: `
    select coalesce(error_code, 'internal') as code, count(*)::int as messages from (
      select error_code from message where state = 'undecodable' and id >= $1::uuid limit ${MAX_COUNTED}) m
    group by 1 order by 1`,
})

const refusalsStatement = defineStatement<{ recent: number; before: number; code: string | null }>({
  name: 'observe-refusals',
  columns: { recent: true, before: true, code: true },
  text: `
    select coalesce(sum(calls) filter (where id >= $2::uuid), 0)::int as recent,
      coalesce(sum(calls) filter (where id < $2::uuid), 0)::int as before,
      (select code from refusal where id >= $2::uuid and path = any($3::text[]) group by code order by sum(calls) desc, code limit 1) as code
    from refusal where id >= $1::uuid and path = any($3::text[])`,
})

const silentSendersStatement = defineStatement<Observed['silentSenders'][number]>({
  name: 'observe-silent-senders',
  columns: { company: true, type: true, events: true },
  text: `
    select coalesce(m.company, '') as company, coalesce(e.type, '') as type, count(*)::int as events
    from (select message_id, type from event
      where discarded = 'other_sender' and handed_over is null and message_id >= $1::uuid
      order by message_id desc limit ${MAX_COUNTED}) e
    join message m on m.id = e.message_id
    left join counted_type c on c.company = coalesce(m.company, '') and c.type = coalesce(e.type, '')
    where c.seen_at is null or m.received_at > c.seen_at + $2::bigint * interval '1 millisecond'
    group by 1, 2
    having min(m.received_at) <= receiver_clock() - $2::bigint * interval '1 millisecond'
    order by events desc, 1, 2 limit ${MAX_GROUPS}`,
})

const quietStatement = defineStatement<{ message: string | null; since: Date | null }>({
  name: 'observe-quiet',
  columns: { message: true, since: true },
  text: `
    select (select id from message where ${isOfSender('message')} order by id desc limit 1) as message,
      (select max(first_seen_at) from caller where issuer <> '${INTERNAL_CALLER.issuer}') as since`,
})

/** The cost follows the numbers of problems, not of stored rows. */
export async function observe(
  pool: Pool,
  eventPaths: readonly string[],
  { senderSilenceMs }: ObservationLimits,
): Promise<Observed> {
  const now = await readClock(pool)
  const before = (ms: number) => firstIdAt(new Date(now.getTime() - ms))
  const [parked, handlers, undecodable, silentSenders, withoutHandler, [refusals], [quiet]] =
    await Promise.all([
      execute(pool, parkedStatement, []),
      execute(pool, handlersStatement, []),
      execute(pool, undecodableStatement, [before(DAY_MS)]),
      execute(pool, silentSendersStatement, [before(DAY_MS), senderSilenceMs]),
      readEventsWithoutHandler(pool, before(DAY_MS)),
      execute(pool, refusalsStatement, [before(DAY_MS + RECENT_MS), before(RECENT_MS), eventPaths]),
      execute(pool, quietStatement, []),
    ])
  return {
    now,
    parked,
    circuits: handlers.filter(({ open, retired }) => open && !retired).map((row) => row.handler),
    unmanned: handlers.filter(({ retired, deliveries }) => retired && deliveries > 0),
    undecodable,
    silentSenders,
    withoutHandler: withoutHandler.types,
    refusals: {
      recent: refusals?.recent ?? 0,
      usual: ((refusals?.before ?? 0) * RECENT_MS) / DAY_MS,
      code: refusals?.code ?? null,
    },
    quietSince: quiet?.message ? timeOfId(quiet.message) : (quiet?.since ?? null),
  }
}
