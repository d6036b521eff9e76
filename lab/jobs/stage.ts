import type { BenchDatabase } from '../bench/stage/database.ts'
import { createDatabase } from '../bench/stage/database.ts'
import { fetchToken } from '../bench/stage/fetch-token.ts'
import { openStage, type Stage } from '../bench/stage/open-stage.ts'
import type { RunningServer } from '../bench/stage/start-server.ts'
import { startService } from '../bench/stage/start-service.ts'
import { type Change, PAST, send } from './company.ts'
import { pastToken } from './past-token.ts'
import { startTarget, type Target } from './target.ts'

const DAY_MS = 86_400_000
const PATIENCE_MS = 60_000
const POLL_MS = 50

/** A service with two months of a company, its database, its issuer and the target of its handlers. */
export interface JobStage {
  readonly bench: Stage
  readonly database: BenchDatabase
  readonly target: Target
  readonly origin: string
  send(change: Change): Promise<string>
  /** Token of the client for scripts. */
  operatorToken(): Promise<string>
  /** Starts the service again, with the handlers of another folder. */
  deploy(handlers: 'before' | 'after'): Promise<void>
  /** Waits until the query, which selects a boolean as `yes`, says so. */
  until(query: string): Promise<void>
  close(): Promise<void>
}

export async function openJobStage(): Promise<JobStage> {
  const bench = await openStage()
  const database = await createDatabase(bench, 'jobs')
  const target = await startTarget()
  const environment = {
    DESTINATIONS: JSON.stringify({
      directory: { url: target.url, authentication: 'NoAuthentication' },
    }),
  }
  const start = (handlers: 'before' | 'after', more = {}) =>
    startService(bench, database, {
      handlersDir: `lab/jobs/handlers/${handlers}`,
      profileFolder: null,
      environment,
      ...more,
    })
  for (const { daysAgo, changes } of PAST) {
    const clockOffsetMs = -daysAgo * DAY_MS
    const past = await start('before', { role: 'ingest', clockOffsetMs })
    const token = await pastToken(bench, clockOffsetMs)
    for (const change of changes) await send(past.origin, token, change)
    await past.stop()
  }
  let server: RunningServer = await start('before')
  const origin = () => server.origin.replace('127.0.0.1', 'localhost')
  const until = async (query: string) => {
    const deadline = performance.now() + PATIENCE_MS
    while (!(await database.row<{ yes: boolean }>(query)).yes) {
      if (performance.now() > deadline) throw new Error(`waited in vain for: ${query}`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
  await until(`select count(*) = 0 as yes from lane where waiting > 0`)
  return {
    bench,
    database,
    target,
    get origin() {
      return origin()
    },
    send: (change) => send(server.origin, bench.token, change),
    operatorToken: () => fetchToken(bench.issuer, 'operator'),
    async deploy(handlers) {
      await server.stop()
      server = await start(handlers)
    },
    until,
    async close() {
      await server.stop()
      await target.stop()
      await database.drop()
      await bench.close()
    },
  }
}
