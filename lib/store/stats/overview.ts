import type { Pool } from 'pg'
import { PERSON_KINDS } from '../../events/person-fields.ts'
import type { DurabilityRisk } from '../../states.ts'
import { query } from '../db/query.ts'
import { raw, sql } from '../db/sql.ts'
import { firstIdAt, timeOfId } from '../queries/id-time.ts'
import { type HandlerSummary, listHandlers } from '../queries/list-handlers.ts'
import type { Count } from '../queries/page.ts'
import { SEEN_MARK } from '../queries/refusal-cause.ts'
import { isOfSender } from '../record/internal-messages.ts'
import { type EventsOfType, eventsOf, readEventTypes } from './event-types.ts'
import { type HourStats, readHours, rowsOfStats, type Stats } from './hours.ts'
import { createPartMemory, type PartMemory } from './part-memory.ts'
import { readSecondsToDone, type SecondsToDone } from './seconds-to-done.ts'
import { readEventsWithoutHandler } from './types-without-handler.ts'
import { type Unusual, unusualOf } from './unusual.ts'

/** The numbers of the overview page. */
export interface Overview {
  readonly at: Date
  readonly handlers: HandlerCounts
  readonly lastEventAt: Date | null
  readonly parked: ParkedCounts
  /** deliveries in unparked lanes, without scheduled ones */
  readonly waiting: number
  /** deliveries that wait for their start date */
  readonly scheduled: number
  /** numbers may be higher: counts end at 10,000 lanes of a handler */
  readonly atLeast: boolean
  /** the last 24 hours, and the 24 before */
  readonly today: Stats
  readonly before: Stats
  readonly hours: readonly HourStats[]
  /** most frequent types of the last 24 hours */
  readonly types: readonly EventsOfType[]
  /** the types are from a part of the events only */
  readonly typesCut: boolean
  /** events of the last 24 hours without a handler */
  readonly eventsWithoutHandler: Count
  /** refused calls to event paths in the last 24 hours that no operator has marked as seen */
  readonly unseenRefusals: number
  readonly secondsToDone: SecondsToDone | null
  /** worst first */
  readonly unusual: readonly Unusual[]
}

export type HandlerCounts = Readonly<Record<HandlerSummary['state'] | 'total' | 'upToDate', number>>

/** Parked work, which needs an operator. */
export interface ParkedCounts {
  readonly lanes: number
  /** subjects of the lanes: people and other records, each counted once over all handlers */
  readonly people: number
  readonly records: number
  readonly deliveries: number
}

/** Values that the overview keeps between two requests. */
export interface OverviewMemory {
  readonly hours: PartMemory<Stats>
  readonly types: PartMemory<readonly EventsOfType[]>
}

export function createOverviewMemory(): OverviewMemory {
  return { hours: createPartMemory(rowsOfStats), types: createPartMemory(eventsOf) }
}

const DAY_MS = 24 * 3_600_000
const MAX_TYPES = 10
const MAX_PARKED = 10_000
/** A longer wait of a due lane is unusual. */
const OVERDUE_SECONDS = 60

export async function readOverview(
  pool: Pool,
  now: Date,
  risks: readonly DurabilityRisk[],
  eventPaths: readonly string[],
  memory: OverviewMemory,
): Promise<Overview> {
  const dayAgo = firstIdAt(new Date(now.getTime() - DAY_MS))
  const [handlers, whom, days, types, secondsToDone, lastEventAt, unseenRefusals, withoutHandler] =
    await Promise.all([
      listHandlers(pool),
      countParkedSubjects(pool),
      readHours(pool, now, eventPaths, memory.hours),
      readEventTypes(pool, now, memory.types),
      readSecondsToDone(pool, now),
      readLastEvent(pool),
      countUnseenRefusals(pool, now, eventPaths),
      readEventsWithoutHandler(pool, dayAgo),
    ])
  const sumOf = (what: 'parkedLanes' | 'waitingBehindParked' | 'waiting' | 'scheduled') =>
    handlers.reduce((sum, handler) => sum + handler[what], 0)
  const lanes = sumOf('parkedLanes')
  return {
    at: now,
    handlers: countHandlers(handlers),
    lastEventAt,
    parked: { lanes, ...whom, deliveries: lanes + sumOf('waitingBehindParked') },
    waiting: sumOf('waiting'),
    scheduled: sumOf('scheduled'),
    atLeast: handlers.some(({ atLeast }) => atLeast),
    ...days,
    types: types.types.slice(0, MAX_TYPES),
    typesCut: types.cut,
    eventsWithoutHandler: withoutHandler.events,
    unseenRefusals,
    secondsToDone,
    unusual: unusualOf(
      {
        risks,
        handlers,
        parkedSubjects: whom.people + whom.records,
        unseenRefusals,
        typesWithoutHandler: withoutHandler.types,
        lastEventAt,
      },
      now,
    ),
  }
}

function countHandlers(handlers: readonly HandlerSummary[]): HandlerCounts {
  const of = (state: HandlerSummary['state']) =>
    handlers.filter((handler) => handler.state === state).length
  return {
    total: handlers.length - of('retired'),
    upToDate: handlers.filter(isUpToDate).length,
    running: of('running'),
    held: of('held'),
    open: of('open'),
    retired: of('retired'),
  }
}

/** Whether a running handler has no parked, retrying or overdue lanes. */
function isUpToDate({
  state,
  parkedLanes,
  retryingLanes,
  overdueSeconds,
}: HandlerSummary): boolean {
  return (
    state === 'running' &&
    parkedLanes === 0 &&
    retryingLanes === 0 &&
    overdueSeconds < OVERDUE_SECONDS
  )
}

async function countParkedSubjects(pool: Pool): Promise<Pick<ParkedCounts, 'people' | 'records'>> {
  const [row] = await query<{ people: number; records: number }>(
    pool,
    sql`select (count(*) filter (where s.kind = any(${PERSON_KINDS}::text[])))::int as people,
        (count(*) filter (where s.kind <> all(${PERSON_KINDS}::text[])))::int as records
      from (
        select distinct subject_id from (
          select subject_id from lane where status = 'parked' limit ${MAX_PARKED}) l) p
      join subject s on s.id = p.subject_id`,
  )
  return row ?? { people: 0, records: 0 }
}

async function readLastEvent(pool: Pool): Promise<Date | null> {
  const [row] = await query<{ id: string }>(
    pool,
    sql`select message_id as id from event where ${raw(isOfSender('event'))}
      order by message_id desc limit 1`,
  )
  return row === undefined ? null : timeOfId(row.id)
}

async function countUnseenRefusals(
  pool: Pool,
  now: Date,
  eventPaths: readonly string[],
): Promise<number> {
  const first = firstIdAt(new Date(now.getTime() - DAY_MS))
  const [row] = await query<{ calls: number }>(
    pool,
    sql`select coalesce(sum(r.calls), 0)::int as calls from refusal r ${SEEN_MARK}
      where r.id >= ${first}::uuid and r.path = any(${eventPaths}::text[]) and seen.cause is null`,
  )
  return row?.calls ?? 0
}
