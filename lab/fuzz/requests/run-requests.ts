import type pg from 'pg'
import { startFakeIssuer, testKey } from '../../../test/support/fake-issuer.ts'
import { openStage } from '../../chaos/stage.ts'
import type { PartResult } from '../report/part-result.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import type { MemoryPoint } from '../support/memory.ts'
import { Connection } from './connection.ts'
import { startFuzzedService } from './fuzzed-service.ts'
import { sendManyEvents } from './many-events.ts'
import { RequestRun } from './request-run.ts'
import { bindingOf, signTokens } from './senders.ts'
import { Stand } from './stand.ts'
import { compareStored, isRecorded } from './stored-messages.ts'
import { writtenOnce } from './valid-call.ts'

const POINTS = 10
/** Until interrupted calls are stored or dropped. */
const SETTLE_MS = 1_000
const PATIENCE_MS = 30_000
/** Log messages about statements to retry and about lost events. */
const FAILURE = /failed|unreadable/

/** Requests over raw sockets against the whole service with a PostgreSQL of its own. */
export async function runRequests(
  seed: number,
  count: number,
  onPoint: (point: MemoryPoint) => void,
): Promise<PartResult> {
  const since = performance.now()
  const stage = await openStage()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stage.close().finally(() => process.exit(130)))
  }
  const key = await testKey('fuzz-1')
  const issuer = await startFakeIssuer([key.jwk])
  try {
    const { db, ...place } = await stage.open('fuzz')
    const service = await startFuzzedService(place, bindingOf(issuer.url))
    const stand = new Stand(service, await signTokens(issuer.url, key))
    const run = new RequestRun(stand, seed)
    for (let part = 1; part <= POINTS && service.ended() === null; part++) {
      await run.send(Math.round((count * part) / POINTS))
      if (service.ended() !== null) break
      // No sender fills a database so fast that autovacuum cannot follow: this run does.
      await db.query('analyze')
      const point = { ...(await service.memory()), inputs: run.tally.inputs }
      run.points.push(point)
      onPoint(point)
    }
    run.hangUp()
    const figures = service.ended() === null ? await compare(run, stand, db) : {}
    if (service.ended() === null) await attempt(run, () => sendManyEvents(stand))
    for (const trouble of new Set(service.troubles)) {
      run.broke(`the service has no trouble: ${trouble}`, 'it logged so')
    }
    for (const warning of Object.keys(service.warnings)) {
      if (!FAILURE.test(warning)) continue
      run.broke(`nothing fails while the database is there: ${warning}`, 'it logged so')
    }
    if (!(await service.stop())) run.broke('the service stops when it is told to', 'it did not')
    return run.result((performance.now() - since) / 1_000, {
      ...figures,
      ...warningsOf(service.warnings),
    })
  } finally {
    await issuer.close()
    await stage.close()
  }
}

/** The service still works, and its database contains all acknowledged messages. */
async function compare(run: RequestRun, stand: Stand, db: pg.Pool): Promise<PartResult['more']> {
  await delay(SETTLE_MS)
  let figures: PartResult['more'] = {}
  await attempt(run, () => sendLast(stand, db))
  await attempt(run, async () => {
    const { stored, untold } = await compareStored(db, stand.stored)
    figures = {
      'messages stored': stored,
      'of them told': stand.stored.size,
      'of them cut off': untold,
    }
  })
  return figures
}

/** Notes a promise that was broken, and goes on. */
async function attempt(run: RequestRun, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (!(error instanceof BrokenPromise)) throw error
    run.broke(error.promise, error.message)
  }
}

async function sendLast({ service, tokens, stored }: Stand, db: pg.Pool): Promise<void> {
  const connection = new Connection(service.port)
  connection.write(writtenOnce(tokens.sender, 'due-last'))
  const answer = await connection.answer('POST', PATIENCE_MS)
  connection.destroy()
  const id = answer?.headers.sap_messageprocessinglogid
  if (answer?.status !== 200 || id === undefined || !(await isRecorded(db, id))) {
    throw new BrokenPromise('a valid message is taken at the end', `status ${answer?.status}`)
  }
  stored.add(id)
}

function warningsOf(warnings: Readonly<Record<string, number>>): PartResult['more'] {
  return Object.fromEntries(
    Object.entries(warnings).map(([what, times]) => [`warned: ${what}`, times]),
  )
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
