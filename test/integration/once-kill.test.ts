import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ServiceProcess } from '../../lib/cli/demo/service-process.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import { openedJson, openedText } from '../support/opened.ts'
import { sendEvents } from '../support/send-events.ts'
import { startServiceChild } from '../support/service-child.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'
import { waitingLocks } from '../support/waiting-locks.ts'

interface Call {
  readonly path: string
  readonly user: string
  readonly attempt: number
  readonly fence: string
  readonly pid: number
  readonly key?: string
  readonly inDoubt?: boolean
}

/** One employee for each instant at which the process dies. */
const INSTANTS = ['before', 'beginning', 'begun', 'done', 'ending', 'ended']
/** Where the target keeps a first attempt waiting; the last two then wait for the database. */
const STOPS: Readonly<Record<string, string>> = {
  before: 'before',
  begun: 'begun',
  done: 'done',
  ended: 'ended',
  beginning: 'before',
  ending: 'done',
}

describe('a process that is killed around an effect', () => {
  let bed: TestBed
  let folder: string
  let target: FakeReceiver
  const children: ServiceProcess[] = []
  const calls: Call[] = []
  const stopped = new Map<string, () => void>()

  beforeAll(async () => {
    bed = await createTestBed()
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-once-'))
    target = await startFakeReceiver(async ({ url = '', body }) => {
      const call = { path: url.slice(1), ...JSON.parse(body) } as Call
      calls.push(call)
      if (call.attempt === 1 && STOPS[call.user] === call.path) {
        await new Promise<void>((resolve) => stopped.set(call.user, resolve))
      }
      return { status: 200, json: { number: calls.length } }
    })
  })
  afterAll(async () => {
    for (const goOn of stopped.values()) goOn()
    await Promise.all(children.map((child) => child.stop()))
    await target.close()
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const start = async (name: string): Promise<ServiceProcess> => {
    const environment = { TARGET: target.url }
    const child = await startServiceChild(bed, folder, { handlers: 'paying', name, environment })
    children.push(child)
    return child
  }
  const waitingForTheTable = () => waitingLocks(bed.db, `relation = 'effect'::regclass`)

  it('repeats no effect that was finished, and says which may have happened', async () => {
    const first = await start('first')
    await sendEvents({ url: `http://127.0.0.1:${first.port}` }, await bed.token(), INSTANTS)
    await settledOrTimeout(() => stopped.size === INSTANTS.length, 'each to be at its instant')

    // Two are to die while their beginning and their end are on the way into the database.
    const locker = await bed.db.connect()
    await locker.query('begin; lock table effect in access exclusive mode')
    stopped.get('beginning')?.()
    stopped.get('ending')?.()
    await settledOrTimeout(async () => (await waitingForTheTable()) === 2, 'both to wait')
    process.kill(calls[0]?.pid as number, 'SIGKILL')
    await first.ended
    await locker.query('rollback')
    locker.release()

    await start('second')
    await bed.settled()
    const pays = (user: string) =>
      calls
        .filter((call) => call.user === user && call.path === 'pay')
        .map(({ attempt, inDoubt }) => ({ attempt, inDoubt }))
    const sure = { inDoubt: false }
    const unsure = { attempt: 2, inDoubt: true }
    expect(Object.fromEntries(INSTANTS.map((user) => [user, pays(user)]))).toEqual({
      before: [{ attempt: 2, ...sure }],
      beginning: [{ attempt: 2, ...sure }],
      begun: [unsure],
      done: [{ attempt: 1, ...sure }, unsure],
      ending: [{ attempt: 1, ...sure }, unsure],
      ended: [{ attempt: 1, ...sure }],
    })

    // A target that honours the key has done each once.
    const keys = new Map(INSTANTS.map((user) => [user, new Set<string>()]))
    for (const { user, key } of calls) if (key !== undefined) keys.get(user)?.add(key)
    expect([...keys.values()].map(({ size }) => size)).toEqual(INSTANTS.map(() => 1))
    for (const user of INSTANTS) {
      const fences = calls.filter((call) => call.user === user).map(({ fence }) => Number(fence))
      expect([...fences].sort((a, b) => a - b)).toEqual(fences)
      expect(new Set(fences).size).toBe(2)
    }
    const paidBefore = calls.findIndex(({ user, path: at }) => user === 'ended' && at === 'pay') + 1
    const rows = await bed.rows(
      `select ${openedText('subject', 's', 'key')} as user, d.state, d.counted_attempts, d.attempts_started, array_agg(a.outcome order by a.number) as outcomes,
         last.log
       from delivery d join subject s on s.id = d.subject_id join attempt a using (message_id, ordinal, handler_id, run)
       join lateral (select ${openedJson('attempt', 'l', 'log')} as log from attempt l
         where l.message_id = d.message_id and l.ordinal = d.ordinal order by l.number desc limit 1) last on true
       group by s.key, s.key_id, s.key_digest, last.log, d.state, d.counted_attempts, d.attempts_started`,
    )
    expect(rows).toHaveLength(INSTANTS.length)
    for (const row of rows) {
      expect(row).toMatchObject({ state: 'completed', counted_attempts: 1, attempts_started: 2 })
      expect(row.outcomes).toEqual(['abandoned', 'completed'])
    }
    // A finished effect returned its stored result.
    const last = rows.find(({ user }) => user === 'ended')
    expect(last?.log).toMatchObject([{ data: `{"number":${paidBefore}}` }])
  }, 90_000)
})
