import { setTimeout as delay } from 'node:timers/promises'
import type { BenchDatabase } from '../stage/database.ts'

/** Each check reads lanes, so it runs rarely enough not to influence the measurement. */
const POLL_MS = 200
const LIMIT_MS = 600_000

/** Holds all handlers, or lets them run: a held handler starts nothing. */
export async function setHandlers(
  database: BenchDatabase,
  state: 'held' | 'running',
): Promise<void> {
  await database.run(`update handler set state = '${state}'`)
}

/** @throws Error when deliveries are still open after ten minutes */
export async function waitUntilSettled(database: BenchDatabase): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (performance.now() < limit) {
    const { open } = await database.row<{ open: boolean }>(
      'select exists(select from lane where waiting > 0) as open',
    )
    if (!open) return
    await delay(POLL_MS)
  }
  throw new Error(`expected everything to be settled within ${LIMIT_MS} ms`)
}

export interface Kept {
  /** calls that were answered with 200, each with one event of its own */
  readonly answers: number
  readonly handlers: number
  /** whether the handlers ran, so that every delivery must have been handled once */
  readonly ran: boolean
}

interface Counts {
  messages: number
  events: number
  repeats: number
  deliveries: number
  completed: number
  attempts: number
}

const COUNTS = `
  select
    (select count(*) from message)::int as messages,
    (select count(distinct event_id) from event)::int as events,
    (select count(*) from message where duplicate_of is not null)::int as repeats,
    (select count(*) from delivery)::int as deliveries,
    (select count(*) from delivery where state = 'completed' and not holds_place)::int as completed,
    (select count(*) from attempt where outcome = 'completed')::int as attempts`

/** @throws Error when the database does not contain exactly the answered messages */
export async function checkKept(database: BenchDatabase, kept: Kept): Promise<void> {
  const { answers, handlers, ran } = kept
  const found = await database.row<Counts>(COUNTS)
  const handled = ran ? answers * handlers : 0
  const expected: Counts = {
    messages: answers,
    events: answers,
    repeats: 0,
    deliveries: answers * handlers,
    completed: handled,
    attempts: handled,
  }
  if (JSON.stringify(found) === JSON.stringify(expected)) return
  throw new Error(
    `expected ${JSON.stringify(expected)} in the database, found ${JSON.stringify(found)}`,
  )
}
