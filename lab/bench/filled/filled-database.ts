import { type BenchDatabase, createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { withVault } from './bench-vault.ts'
import { fillDatabase, fillWithMuch, migrateDatabase, settleDown } from './fill-database.ts'
import type { Filling } from './filling.ts'

/** Names of the files in `lab/bench/handlers/plain`. */
export const PLAIN_HANDLERS = ['first-reader', 'second-reader'] as const

/** Nothing but handlers. */
export const NOTHING: Filling = {
  handlers: PLAIN_HANDLERS,
  subjects: 1,
  firstSubject: 0,
  finished: 0,
  waiting: 0,
  parkedLanes: 0,
  retryingLanes: 0,
  firstSequence: 1,
}

/** As the promise says: 1,000,000 finished and 100,000 waiting deliveries in 20,000 lanes, 1,000 of them parked. */
export const MUCH: Filling = {
  ...NOTHING,
  subjects: 10_000,
  // Each 201st is a repeat or was undecodable, each 400th was taken by no handler: neither has deliveries.
  finished: 503_760,
  waiting: 50_000,
  parkedLanes: 1_000,
  retryingLanes: 200,
}

/** So many messages for the pages of the monitor: one in twenty waits, five in each lane of a handler. */
export function fillingOf(messages: number): Filling {
  const subjects = Math.ceil(messages / 100)
  const waiting = 5 * subjects
  return {
    ...NOTHING,
    subjects,
    waiting,
    finished: messages - waiting,
    parkedLanes: Math.ceil(subjects / 10),
    retryingLanes: Math.ceil(subjects / 50),
  }
}

/** A new database with our tables and this in them. */
export async function createFilledDatabase(
  stage: Stage,
  name: string,
  filling: Filling,
): Promise<BenchDatabase> {
  const database = await createDatabase(stage, name)
  try {
    await migrateDatabase(database)
    const fill = filling.finished > 0 ? fillWithMuch : fillDatabase
    await withVault(stage, (vault) => fill(vault, database, filling))
    await settleDown(database)
    return database
  } catch (error) {
    await database.drop()
    throw error
  }
}
