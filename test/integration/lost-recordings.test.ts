import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { claimLanes, FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import { createRecorder } from '../../lib/store/record/recorder.ts'
import { type BatchWriterOptions, createBatchWriter } from '../../lib/store/record/write-batch.ts'
import { modelHandler } from '../model/model-handlers.ts'
import { modelMessage } from '../model/model-message.ts'
import { type BornLeasesBed, createBornLeasesBed } from '../support/born-leases-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'

const handlers: Record<string, Partial<HandlerDefinition>> = {
  quick: { run: () => undefined },
  model: { on: 'model', run: () => undefined },
}

describe('a recording that starts deliveries', () => {
  let born: BornLeasesBed
  let user: string
  let pool: ReturnType<typeof createPool>
  beforeAll(async () => {
    born = await createBornLeasesBed(handlers)
    pool = createPool(born.way.connection, {
      ...{ name: 'test', max: 2, pipeline: true, onError: () => undefined },
    })
    giveVault(pool, born.bed.vault)
  })
  beforeEach(() => {
    user = randomUUID()
  })
  afterEach(() => born.quiet())
  afterAll(async () => {
    await pool.end()
    await born.stop()
  })

  const attemptsOf = async (one: string) => {
    const { rows } = await born.bed.db.query<{ outcome: string }>(
      `select a.outcome from attempt a join delivery d using (message_id, ordinal, handler_id, run)
       join subject s on s.id = d.subject_id where s.key_digest = $1 order by a.number`,
      [digestOfKey(born.bed.db, one)],
    )
    return rows.map(({ outcome }) => outcome)
  }
  const ended = (one: string) =>
    settledOrTimeout(async () => {
      const starts = await born.starts(one)
      return starts.length > 0 && starts.every(({ state }) => state === 'completed')
    }, 'the delivery to be completed')

  it.each([
    ['the answer to its commit is lost', 'answer' as const, 1],
    ['its commit never reaches the database', 'commit' as const, 0],
  ])('starts them once if %s', async (_what, fault, resumed) => {
    const before = { disturbed: born.way.disturbed(), resumed: born.way.sent('resume-starts') }
    born.way.disturb('insert-messages', fault)
    await born.send('quick', user)
    await ended(user)
    expect(born.way.disturbed() - before.disturbed).toBe(1)
    expect(born.way.sent('resume-starts') - before.resumed).toBe(resumed)
    expect(await attemptsOf(user)).toEqual(['completed'])
  })

  it('starts them although the caller is gone before the commit', async () => {
    const commit = Promise.withResolvers<void>()
    born.way.disturb('insert-messages', commit.promise)
    const before = born.way.disturbed()
    const call = request(`${born.instance.url}/http/successfactors/events/ACME`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await born.bed.token()}`,
        'Content-Type': 'text/xml',
      },
    })
    call.on('error', () => undefined)
    call.end(soapMessage([{ userId: user }], 'com.example.quick'))
    await settledOrTimeout(() => born.way.disturbed() > before, 'the commit')
    call.destroy()
    commit.resolve()
    await ended(user)
    expect(await attemptsOf(user)).toEqual(['completed'])
  })

  /** A process of its own, whose starts are noted and never run. */
  const process = async (leaseMs: number) => {
    const { rows } = await born.bed.db.query(`select id from handler where name = 'model'`)
    const handler = modelHandler('plain', 'model', rows[0].id)
    const begun: string[] = []
    const options: BatchWriterOptions = {
      pool,
      instanceId: randomUUID(),
      handlerIds: [handler.id],
      duplicateWindows: { bodyMs: 1_000, recordMs: 1_000 },
      now: () => performance.now(),
      starts: {
        gate: {
          reserve: () => ({ start: () => undefined, giveBack: () => undefined }),
          start: (starts) => void begun.push(...starts.map(({ delivery }) => delivery.messageId)),
        },
        leaseMs,
        silenceMs: 90_000,
        onResumeFailed: (error) => {
          throw error
        },
      },
      onRecorded: () => undefined,
    }
    return {
      options,
      begun,
      message: modelMessage('ACME', [{ userId: user, startsAt: 0 }], [handler]),
    }
  }

  it('starts them although the caller got 503 before the commit', async () => {
    const { options, begun, message } = await process(1_000)
    const recorder = createRecorder({
      ...{ ...options, maxWaitMs: 100, maxQueuedBytes: 1_000_000, onFailure: () => undefined },
    })
    const commit = Promise.withResolvers<void>()
    born.way.disturb('insert-messages', commit.promise)
    const refused = recorder.record(message)
    await expect(refused).rejects.toMatchObject({ code: 'database_unavailable' })
    expect(begun).toEqual([])
    commit.resolve()
    await settledOrTimeout(() => begun.length === 1, 'the start')
  })

  it('starts them although a listener of the recording fails', async () => {
    const { options, begun, message } = await process(1_000)
    const fails = () => {
      throw new Error('a listener failed')
    }
    const written = createBatchWriter({ ...options, onRecorded: fails }).write([message], 1)
    await expect(written).rejects.toThrow('a listener failed')
    expect(begun).toEqual([message.id])
  })

  it('does not start again a delivery that the process has claimed meanwhile', async () => {
    const { options, begun, message } = await process(1_000)
    const { db } = born.bed
    await db.query(`update handler set state = 'held' where name = 'model'`)
    born.way.disturb('insert-messages', 'answer')
    const writer = createBatchWriter(options)
    await expect(writer.write([message], 1)).rejects.toThrow()
    const client = await db.connect()
    // In one transaction, so that the service cannot claim it first.
    await client.query('begin')
    await client.query(`update handler set state = 'running' where name = 'model'`)
    const [handlerId = 0] = options.handlerIds
    const limits = {
      total: null,
      ratePerMs: null,
      rateCapacity: null,
      ...FROM_START,
    }
    const claims = [{ handlerId, slots: 10, probeMs: 1_000, ...limits }]
    const { started } = await claimLanes(client, options.instanceId, 1_000, claims)
    await client.query('commit')
    client.release()
    expect(started.map(({ messageId }) => messageId)).toEqual([message.id])
    await writer.write([message], 2)
    expect(begun).toEqual([])
    await ended(user)
  })

  it('leaves them to others if the process dies between commit and start', async () => {
    const { options, begun, message } = await process(60_000)
    await createBatchWriter(options).write([message], 1)
    expect(begun).toEqual([message.id])
    expect((await born.starts(user)).map(({ isBorn }) => isBorn)).toEqual([true])
    // Simulates time: the lease ends.
    await born.bed.db.query(
      `update lane set due_at = now() - interval '1 second' where leased_by = $1`,
      [options.instanceId],
    )
    await ended(user)
    expect(await attemptsOf(user)).toEqual(['abandoned', 'completed'])
  })
})
