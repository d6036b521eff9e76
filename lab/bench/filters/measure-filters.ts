import { setTimeout } from 'node:timers/promises'
import { setHandlers } from '../arms/kept-messages.ts'
import { MUCH } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { percentile } from '../load/percentile.ts'
import type { BenchDatabase } from '../stage/database.ts'
import { fetchToken } from '../stage/fetch-token.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { callOf, type Filter, filters } from './filters.ts'

export interface FilterTimes {
  readonly name: string
  readonly p50Ms: number
  readonly p95Ms: number
  /** rows of the last answer */
  readonly rows: number
}

const WARM_UP_CALLS = 3
const CALLS = 20
/** Fewer calls for filters that pause: more would take over a minute. */
const PAUSED_CALLS = 8

/** Each filter of the operations API over HTTP, one call after the other, on a filled database. */
export async function measureFilters(
  stage: Stage,
  database: BenchDatabase,
): Promise<readonly FilterTimes[]> {
  // It would settle what the lists are to show.
  await setHandlers(database, 'held')
  const options = { handlersDir: 'lab/bench/handlers/plain', profileFolder: null }
  const server = await startService(stage, database, options)
  try {
    return await timesOfFilters(stage, server.origin, MUCH, 1)
  } finally {
    await server.stop()
    await setHandlers(database, 'running')
  }
}

/**
 * Each filter at a running service, in rounds of 20 calls.
 * @throws Error when a call is not answered with 200 and a list
 */
export async function timesOfFilters(
  stage: Stage,
  origin: string,
  filling: Filling,
  rounds: number,
): Promise<readonly FilterTimes[]> {
  const times: FilterTimes[] = []
  for (const filter of filters) {
    const durations: number[] = []
    let rows = 0
    for (let round = 0; round < rounds; round += 1) {
      // Searches by person are limited for each token.
      const token = await fetchToken(stage.issuer, 'operator')
      rows = await askOften(filter, { origin, token, filling, round }, durations)
    }
    const sorted = durations.toSorted((a, b) => a - b)
    const { name } = filter
    times.push({ name, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), rows })
  }
  return times
}

interface Asked {
  readonly origin: string
  readonly token: string
  readonly filling: Filling
  readonly round: number
}

/** @returns rows of the last answer */
async function askOften(filter: Filter, asked: Asked, durations: number[]): Promise<number> {
  let rows = 0
  const { pauseMs } = filter
  const calls = WARM_UP_CALLS + (pauseMs === undefined ? CALLS : PAUSED_CALLS)
  for (let call = 0; call < calls; call += 1) {
    if (pauseMs !== undefined) await setTimeout(pauseMs)
    const start = performance.now()
    rows = await ask(filter, asked.round * calls + call, asked)
    if (call >= WARM_UP_CALLS) durations.push(performance.now() - start)
  }
  return rows
}

async function ask(
  { name, path, body }: Filter,
  number: number,
  { origin, token, filling }: Asked,
): Promise<number> {
  const call = callOf(filling, number)
  const sent = body?.(call)
  const answer = await fetch(`${origin}/operations/v1${path(call)}`, {
    method: sent === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
  })
  const shown = (await answer.json()) as Record<string, unknown>
  const rows = Object.values(shown).find((value) => Array.isArray(value))
  if (answer.status === 200 && rows !== undefined) return rows.length
  throw new Error(`${name}: expected status 200 and a list, got ${answer.status}`)
}
