import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createPool } from '../../lib/store/db/database.ts'
import { reachServer } from '../../lib/store/db/reach-server.ts'
import { createServerWatch } from '../../lib/store/db/server-watch.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type PostgresCluster, startPostgresCluster } from '../support/postgres-cluster.ts'
import type { PostgresNode } from '../support/postgres-node.ts'
import { soapMessage } from '../support/soap-message.ts'
import { openSwitchableWay, type SwitchableWay } from '../support/switchable-way.ts'
import { setSynchronous } from '../support/synchronous.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

/** The servers of the test run without fsync, and their standby is asynchronous. */
const RISKS = ['fsync_off', 'standby_asynchronous']

describe('a failover of the database', () => {
  let cluster: PostgresCluster
  let way: SwitchableWay
  let bed: TestBed
  let instance: TestInstance
  /** the server that takes writes */
  let current: PostgresNode
  let endHandler: (() => void) | null = null

  beforeAll(async () => {
    cluster = await startPostgresCluster()
    current = cluster.primary
    way = await openSwitchableWay(cluster.primary.socketPath)
    const { user, database } = cluster.primary.connection
    const connection = { host: '127.0.0.1', port: way.port, user, database }
    bed = await createTestBed({ connection, url: '', drop: async () => undefined })
    const handlers = {
      waits: {
        on: 'Waits',
        run: () =>
          new Promise<void>((resolve) => {
            endHandler = resolve
          }),
      },
    }
    instance = await bed.startInstance({ handlers })
    await cluster.follow(cluster.standby, cluster.primary)
  })
  afterEach(() => setSynchronous(current, ''))
  afterAll(async () => {
    await bed.stop()
    await way.close()
    await cluster.close()
  })

  const send = (type?: string) =>
    instance.call(soapMessage([{}], type), '/http/successfactors/events').then((answer) => answer)
  const ready = async () => (await request(instance.url).get('/health/ready')).status
  const logged = (text: string) => instance.log.filter((line) => line.includes(text)).length

  it('throws away connections to a server that is read-only', async () => {
    expect((await send()).status).toBe(200)
    way.switchTo(cluster.standby.socketPath)
    way.cut()

    const waiting = send()
    await settledOrTimeout(() => logged('"25006"') > 0, 'a write on the standby')
    await settledOrTimeout(async () => (await ready()) === 503, 'the readiness to fail')
    // The connections to the standby stay open; only new ones lead to the primary.
    way.switchTo(cluster.primary.socketPath)
    expect((await waiting).status).toBe(200)
    await settledOrTimeout(async () => (await ready()) === 200, 'the readiness to return')
  })

  it('says that a crash and a failover to an asynchronous standby can lose messages', async () => {
    const warned = await bed.startInstance()
    for (const risk of RISKS) {
      expect(warned.log.filter((line) => line.includes(`"${risk}"`))).toHaveLength(1)
    }
    await request(warned.url)
      .get('/health/ready')
      .expect(200, { status: 'UP', detail: { durability: RISKS } })
    const overview = await warned.get('/overview').expect(200)
    expect(overview.body.unusual).toEqual(expect.arrayContaining(RISKS.map((kind) => ({ kind }))))
  })

  it('drops connections to a frozen primary; a start waits for the promotion', async () => {
    await cluster.primary.freeze()
    way.switchTo(cluster.standby.socketPath)
    const waiting = Array.from({ length: 5 }, () => send())
    let hasStarted = false
    const started = bed.startInstance().then(() => {
      hasStarted = true
    })
    await settledOrTimeout(async () => (await ready()) === 503, 'the readiness to fail')
    expect(hasStarted).toBe(false)

    await cluster.standby.query('select pg_promote()')
    current = cluster.standby
    const answers = await Promise.all(waiting)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    await started
    expect(logged('dropped connections')).toBeGreaterThan(0)
    await settledOrTimeout(async () => (await ready()) === 200, 'the readiness to return')
  })

  it('does not acknowledge a commit that PostgreSQL stopped waiting for', async () => {
    await setSynchronous(current, '*')
    let isAnswered = false
    const answer = send().then((got) => {
      isAnswered = true
      return got
    })
    const first = await waitingCommit(current, [])
    await cancel(current, first)
    // It is committed on the primary now, and visible.
    const second = await waitingCommit(current, [first])
    expect(isAnswered).toBe(false)
    await cancel(current, second)
    await waitingCommit(current, [first, second])
    expect(isAnswered).toBe(false)
    await settledOrTimeout(() => logged('commit_not_replicated') > 1, 'both commits to be told of')

    await setSynchronous(current, '')
    expect((await answer).status).toBe(200)
    const { rows } = await bed.db.query(
      'select 1 from message where id = $1 and duplicate_of is null',
      [(await answer).headers.sap_messageprocessinglogid],
    )
    expect(rows).toHaveLength(1)
  })

  it('makes a commit give up that waits for a standby without an end', async () => {
    const place = { kind: 'socket' as const, ...current.connection }
    const watch = createServerWatch({
      reach: (overdue) => reachServer(place, overdue),
      overdueMs: 100,
      now: () => performance.now(),
      onDropped: () => undefined,
    })
    const options = { max: 1, watch, onError: () => undefined }
    const pool = createPool(place, { name: 'a waiting commit', ...options })
    try {
      await setSynchronous(current, '*')
      await expect(pool.query('create table unconfirmed ()')).rejects.toMatchObject({
        code: 'commit_not_replicated',
      })
      // Its connection is gone from the pool.
      expect(pool.totalCount).toBe(0)
    } finally {
      watch.close()
      await pool.end()
    }
  })

  it('settles no delivery by a commit that PostgreSQL stopped waiting for', async () => {
    await send('Waits')
    await settledOrTimeout(() => endHandler !== null, 'the handler to run')
    await setSynchronous(current, '*')
    endHandler?.()
    const first = await waitingCommit(current, [], 'with known')
    await cancel(current, first)
    await waitingCommit(current, [first], 'result.place')
    await setSynchronous(current, '')
    await bed.settled()
  })
})

/** @returns the process whose commit waits for a standby */
async function waitingCommit(
  node: PostgresNode,
  but: readonly number[],
  text = 'commit',
): Promise<number> {
  let pid = 0
  await settledOrTimeout(async () => {
    const found = await node.query<{ pid: number; query: string }>(
      `select pid, query from pg_stat_activity
       where wait_event = 'SyncRep' and application_name like 'sf-event-receiver%'`,
    )
    pid = found.find((one) => !but.includes(one.pid) && one.query.includes(text))?.pid ?? 0
    return pid !== 0
  }, 'a commit that waits for a standby')
  return pid
}

async function cancel(node: PostgresNode, pid: number): Promise<void> {
  await node.query(`select pg_cancel_backend(${pid})`)
}
