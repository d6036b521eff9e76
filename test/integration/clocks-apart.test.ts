import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ServiceProcess } from '../../lib/cli/demo/service-process.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedJson, openedText } from '../support/opened.ts'
import { sendEvents } from '../support/send-events.ts'
import { startServiceChild } from '../support/service-child.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const MINUTES = 60_000
const OFFSETS = [-10 * MINUTES, 0, 10 * MINUTES]
const PAST = '2020-01-01'

interface Attempt {
  readonly user: string
  readonly number: number
  readonly outcome: string | null
  readonly instance: string
  /** by the database's clock (ms) */
  readonly startedAt: number
  readonly endedAt: number
  readonly startAt: number | null
  /** by the clock of its process (ms) */
  readonly clock: number | null
}

describe('instances whose clocks are apart by minutes', () => {
  let bed: TestBed
  let folder: string
  const children: ServiceProcess[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-clocks-'))
  })
  afterAll(async () => {
    await Promise.all(children.map((child) => child.stop()))
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const attempts = async (): Promise<Attempt[]> =>
    (
      await bed.rows<Omit<Attempt, 'clock'> & { log: [{ data: string }] | null }>(
        `select ${openedText('subject', 's', 'key')} as user, a.number, a.outcome, a.instance_id as instance,
           extract(epoch from a.started_at)::float8 * 1000 as "startedAt",
           extract(epoch from a.ended_at)::float8 * 1000 as "endedAt",
           extract(epoch from d.start_at)::float8 * 1000 as "startAt",
           ${openedJson('attempt', 'a', 'log')} as log
         from attempt a join delivery d using (message_id, ordinal, handler_id, run)
         join subject s on s.id = d.subject_id order by a.started_at`,
      )
    ).map(({ log, ...attempt }) => ({
      ...attempt,
      clock: log === null ? null : JSON.parse(log[0].data).now,
    })) as Attempt[]

  it('follow the clock of the database with leases, retries and start dates', async () => {
    const start = (offset: number) =>
      startServiceChild(bed, folder, {
        handlers: 'clocks',
        name: `clock${offset}`,
        clockOffsetMs: offset,
        environment: { ROLE: 'dispatch' },
      })
    // One after the other: the first one makes the tables.
    for (const offset of OFFSETS) children.push(await start(offset))
    const receiving = await startServiceChild(bed, folder, {
      handlers: 'clocks',
      name: 'receiving',
      // The recording instance would start all deliveries itself, so it must not dispatch.
      environment: { ROLE: 'ingest' },
    })
    children.push(receiving)
    const token = await bed.token()
    const send = (...events: { userId: string; startDate: string }[]) =>
      sendEvents({ url: `http://127.0.0.1:${receiving.port}` }, token, events)
    const users = Array.from(
      { length: 12 },
      (_, index) => (index % 2 === 0 ? 'plain' : 'again') + index,
    )
    // Until everybody has taken part; nobody's time is that of the others.
    await settledOrTimeout(async () => {
      await send(...users.map((userId) => ({ userId, startDate: PAST })))
      // Each round is done with before the next: what waits for its retries would pile up.
      await bed.settled()
      const skews = new Set(
        (await attempts()).flatMap(({ clock, startedAt }) =>
          clock === null ? [] : [Math.round((clock - startedAt) / MINUTES)],
        ),
      )
      return skews.size === OFFSETS.length
    }, 'all instances to take part')
    const soon = new Date(Date.now() + 2_000).toISOString()
    await send({ userId: 'later', startDate: soon })
    await bed.settled()
    await send({ userId: 'killing', startDate: PAST }, { userId: 'killing', startDate: PAST })
    await settledOrTimeout(
      async () => (await attempts()).filter(({ user }) => user === 'killing').length >= 3,
      'another instance to go on after the lease',
    )
    await bed.settled()
    const found = await attempts()

    const byUser = Map.groupBy(found, ({ user }) => user)
    for (const [user, runs] of byUser) {
      for (const [index, run] of runs.slice(1).entries()) {
        const before = runs[index] as Attempt
        // One at a time in each lane, whoever serves it.
        expect([user, run.startedAt >= before.endedAt]).toEqual([user, true])
        if (before.outcome === 'retry') {
          expect(run.startedAt - before.endedAt).toBeGreaterThanOrEqual(599)
        }
      }
    }
    const killing = byUser.get('killing') as Attempt[]
    expect(killing.map(({ outcome }) => outcome)).toEqual(['abandoned', 'completed', 'completed'])
    const [killed, next] = killing as [Attempt, Attempt]
    expect(next.instance).not.toBe(killed.instance)
    // Its lease of 5 s, and the poll. By the clock of another instance it would be minutes sooner or later.
    expect(next.startedAt - killed.startedAt).toBeGreaterThanOrEqual(4_999)
    expect(next.startedAt - killed.startedAt).toBeLessThan(Math.max(...OFFSETS) / 2)
    expect(found.filter(({ outcome }) => outcome === 'abandoned')).toHaveLength(1)
    const [later] = byUser.get('later') as [Attempt]
    expect(later.startAt).toBe(Date.parse(soon))
    expect(later.startedAt).toBeGreaterThanOrEqual(Date.parse(soon))
  }, 90_000)
})
