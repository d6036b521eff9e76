import { setTimeout } from 'node:timers/promises'
import { setHandlers } from '../arms/kept-messages.ts'
import { percentile } from '../load/percentile.ts'
import type { BenchDatabase } from '../stage/database.ts'
import { fetchToken } from '../stage/fetch-token.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { type Filter, filters } from './filters.ts'

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

/**
 * Each filter of the operations API over HTTP, one call after the other, on a filled database.
 * @throws Error when a call is not answered with 200 and a list
 */
export async function measureFilters(
  stage: Stage,
  database: BenchDatabase,
): Promise<readonly FilterTimes[]> {
  // It would settle what the lists are to show.
  await setHandlers(database, 'held')
  const options = { handlersDir: 'lab/bench/handlers/plain', profileFolder: null }
  const server = await startService(stage, database, options)
  try {
    const times: FilterTimes[] = []
    // Searches by person are limited for each token.
    for (const filter of filters) {
      const token = await fetchToken(stage.issuer, 'operator')
      times.push(await timesOf(filter, server.origin, token))
    }
    return times
  } finally {
    await server.stop()
    await setHandlers(database, 'running')
  }
}

async function timesOf(filter: Filter, origin: string, token: string): Promise<FilterTimes> {
  const durations: number[] = []
  let rows = 0
  const { pauseMs } = filter
  const calls = pauseMs === undefined ? CALLS : PAUSED_CALLS
  for (let call = 0; call < WARM_UP_CALLS + calls; call += 1) {
    if (pauseMs !== undefined) await setTimeout(pauseMs)
    const start = performance.now()
    rows = await ask(filter, call, origin, token)
    if (call >= WARM_UP_CALLS) durations.push(performance.now() - start)
  }
  const sorted = durations.sort((a, b) => a - b)
  return {
    name: filter.name,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    rows,
  }
}

async function ask(
  { name, path, body }: Filter,
  call: number,
  origin: string,
  token: string,
): Promise<number> {
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
