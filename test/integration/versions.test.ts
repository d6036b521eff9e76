import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import { registerInstance } from '../../lib/store/registry/register-instance.ts'
import { retireHandlers } from '../../lib/store/registry/retire-handlers.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('versions side by side', () => {
  let bed: TestBed
  let token: string
  let instances: TestInstance[] = []
  let seen: string[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    seen = []
    await bed.reset()
  })
  afterEach(async () => {
    for (const instance of instances) await instance.stop()
    instances = []
  })

  const start = async (
    handlers: Record<string, HandlerDefinition>,
    ROLE = 'all',
  ): Promise<TestInstance> => {
    const instance = await bed.startInstance({ handlers, environment: { ROLE } })
    instances.push(instance)
    return instance
  }
  const send = (by: TestInstance, ...users: string[]) => sendEvents(by, token, users)
  const noting = (name: string): HandlerDefinition => ({
    on: '*',
    run: (event: HandlerEvent) =>
      void seen.push(`${name} ${event.key('userId')} ${event.messageId}`),
  })
  const seenBy = (name: string) => seen.filter((line) => line.startsWith(`${name} `))
  const handlerRows = async () =>
    (
      await bed.db.query(
        'select name, former_names as "formerNames", retired_at is not null as retired from handler order by id',
      )
    ).rows
  /** What time would do: nothing was heard of anybody for so long. */
  const silentFor = async (interval: string, tables = ['instance', 'handler']) => {
    for (const table of tables) {
      await bed.db.query(`update ${table} set last_seen_at = now() - interval '${interval}'`)
    }
  }
  const allSettled = async () => {
    await settledOrTimeout(
      async () => (await bed.db.query('select 1 from pending_fan_out')).rowCount === 0,
      'what was recorded without a handler to be handed to it',
    )
    await bed.settled()
  }

  it('hands what an old version recorded to a new handler, before later events of the same person', async () => {
    const old = await start({ keep: noting('keep') })
    const sent: string[] = []
    const both = { keep: noting('keep'), fresh: noting('fresh') }
    const fresh = await start(both)
    for (let round = 0; round < 4; round += 1) {
      sent.push(await send(old, 'a', 'b'))
      sent.push(await send(fresh, 'a', 'b'))
    }
    await allSettled()
    for (const name of ['keep', 'fresh']) {
      for (const user of ['a', 'b']) {
        const of = seenBy(name).filter((line) => line.startsWith(`${name} ${user} `))
        expect(of).toEqual(sent.map((id) => `${name} ${user} ${id}`))
      }
    }
    const deliveries = await readDeliveries(bed.db)
    expect(deliveries.filter(({ late, state }) => late || state !== 'completed')).toEqual([])
  })

  it('hands what a new version recorded to a handler that only the old one has', async () => {
    const old = await start({ keep: noting('keep'), gone: noting('gone') })
    const fresh = await start({ keep: noting('keep') })
    const sent: string[] = []
    for (let round = 0; round < 4; round += 1) {
      sent.push(await send(fresh, 'a'))
      sent.push(await send(old, 'a'))
    }
    await allSettled()
    expect(seenBy('gone')).toEqual(sent.map((id) => `gone a ${id}`))
    expect(seenBy('keep')).toEqual(sent.map((id) => `keep a ${id}`))
    const { rows } = await bed.db.query(
      `select distinct handler.name, attempt.instance_id = $1 as "byOld"
       from attempt join handler on handler.id = attempt.handler_id where handler.name = 'gone'`,
      [old.service.instanceId],
    )
    expect(rows).toEqual([{ name: 'gone', byOld: true }])
  })

  it('keeps lanes, waiting deliveries and keys of a renamed handler, with both versions at work', async () => {
    const keys: string[] = []
    let broken = true
    const run: HandlerDefinition['run'] = (event, { idempotencyKey }) => {
      const user = event.key('userId') as string
      if (user === 'stuck') keys.push(idempotencyKey)
      if (user === 'stuck' && broken) throw new Error('not yet')
      seen.push(`${user} ${event.messageId}`)
    }
    const retry = { attempts: 100, firstDelayMs: 100, maxDelayMs: 100 }
    const before = { old: { on: '*', retry, run } }
    const after = { renamed: { on: '*', retry, run, formerly: ['old'] } }
    const old = await start(before)
    const sent = [await send(old, 'stuck', 'stuck')]
    await settledOrTimeout(() => keys.length > 0, 'the first attempt')
    // It only receives, so that the old version is the one that serves.
    const receiving = await start(after, 'ingest')
    expect(await handlerRows()).toEqual([{ name: 'renamed', formerNames: ['old'], retired: false }])
    sent.push(await send(old, 'stuck', 'a'), await send(receiving, 'stuck', 'a'))
    await settledOrTimeout(() => seen.length === 2, 'the old version to serve what both received')
    await old.stop()
    const fresh = await start(after)
    const failed = keys.length
    await settledOrTimeout(() => keys.length > failed, 'the new version to go on with the retries')
    broken = false
    await allSettled()
    const stuck = seen.filter((line) => line.startsWith('stuck'))
    expect(stuck).toEqual([sent[0], ...sent].map((id) => `stuck ${id}`))
    expect(new Set(keys).size).toBe(4)
    // The new version is taken back: the old one, started anew, goes on in the same lanes.
    await receiving.stop()
    await fresh.stop()
    const back = await start(before)
    const last = await send(back, 'stuck', 'a')
    await allSettled()
    expect(seen.at(-1)?.endsWith(last)).toBe(true)
    expect(await handlerRows()).toEqual([{ name: 'renamed', formerNames: ['old'], retired: false }])
    const deliveries = await readDeliveries(bed.db)
    expect(deliveries.filter(({ state }) => state !== 'completed')).toEqual([])
    expect(deliveries).toHaveLength(8)
    expect((await bed.db.query('select 1 from lane')).rowCount).toBe(2)
  })

  it('refuses the start where lanes would have to be merged, and where two handlers would share some', async () => {
    await start({ old: noting('old'), renamed: noting('renamed') })
    const renamed = { ...noting('renamed'), formerly: ['old'] }
    const merged = await bed.startInstance({ handlers: { renamed } }).catch((error) => error)
    expect(merged).toMatchObject({ code: 'handler_invalid' })
    expect(merged.message).toMatch(/"renamed": expected .* "old"/)
    const copied = { ...noting('copy'), formerly: ['old'] }
    const shared = await bed
      .startInstance({ handlers: { copied, old: noting('old') } })
      .catch((error) => error)
    expect(shared).toMatchObject({ code: 'handler_invalid' })
    expect(shared.message).toMatch(/"copied": expected .* "old"/)
    expect(await handlerRows()).toHaveLength(2)
  })

  it('keeps what a removed handler has, says so, gives it nothing new, and goes on when it comes back', async () => {
    let broken = true
    const gone: HandlerDefinition = {
      on: '*',
      retry: { attempts: 9, firstDelayMs: 100, maxDelayMs: 100 },
      run(event) {
        if (broken) throw new Error('not yet')
        seen.push(`gone ${event.key('userId')} ${event.messageId}`)
      },
    }
    const before = await start({ keep: noting('keep'), gone })
    const had = await send(before, 'a', 'a')
    await settledOrTimeout(
      async () =>
        (await readDeliveries(bed.db, 'gone')).some(({ countedAttempts }) => countedAttempts > 0),
      'a first attempt',
    )
    await before.stop()
    await silentFor('2 minutes')
    const without = await start({ keep: noting('keep') })
    await settledOrTimeout(
      async () => (await handlerRows()).some(({ name, retired }) => name === 'gone' && retired),
      'the handler to be retired',
    )
    // The line comes after the commit that the row shows.
    const told = () => without.log.find((one) => one.includes('no instance has this handler'))
    await settledOrTimeout(() => told() !== undefined, 'the line about it')
    expect(JSON.parse(told() as string)).toMatchObject({ handler: 'gone', open_deliveries: 2 })
    const unseen = await send(without, 'a')
    await settledOrTimeout(() => seenBy('keep').length === 3, 'the other handler to go on')
    expect((await bed.db.query('select 1 from pending_fan_out')).rowCount).toBe(0)
    const waiting = await readDeliveries(bed.db, 'gone')
    // The first was put off, or given back by the stop.
    expect(
      waiting.map(({ holdsPlace, attemptsStarted }) => [holdsPlace, attemptsStarted > 0]),
    ).toEqual([
      [true, true],
      [true, false],
    ])
    broken = false
    const back = await start({ keep: noting('keep'), gone })
    const sent = await send(back, 'a')
    await allSettled()
    expect(seenBy('gone')).toEqual([had, had, sent].map((id) => `gone a ${id}`))
    expect(seenBy('keep').at(2)).toBe(`keep a ${unseen}`)
    expect((await handlerRows()).map(({ retired }) => retired)).toEqual([false, false])
  })

  it('shows who is there, since when, and who has said goodbye', async () => {
    const first = await start({ keep: noting('keep') })
    const second = await start({ keep: noting('keep'), fresh: noting('fresh') })
    await first.stop()
    const { rows } = await bed.db.query(
      `select id, role, array(select name from handler where handler.id = any(handler_ids) order by name) as handlers,
         ended_at is not null as ended, last_seen_at >= started_at as seen from instance order by started_at`,
    )
    expect(rows).toEqual([
      { id: first.service.instanceId, role: 'all', handlers: ['keep'], ended: true, seen: true },
      {
        id: second.service.instanceId,
        role: 'all',
        handlers: ['fresh', 'keep'],
        ended: false,
        seen: true,
      },
    ])
  })

  it('leaves a handler alone that has just registered, though its instance has not been heard of', async () => {
    await start({ keep: noting('keep') })
    await bed.db.query('delete from instance')
    expect(await retireHandlers(bed.db, 90_000)).toEqual([])
  })

  it('takes an instance that was not heard of for gone, until it is heard of again', async () => {
    const { service } = await start({ keep: noting('keep') })
    // What an outage of the database does: nobody could say that he is there.
    await settledOrTimeout(async () => {
      // It says at any moment that it is there, and looks for others that are not.
      await silentFor('2 minutes')
      await retireHandlers(bed.db, 90_000)
      return (await handlerRows())[0]?.retired === true
    }, 'the handler of the silent instance to be retired')
    const { rows } = await bed.db.query(
      'select role, version, handler_ids as "handlerIds" from instance',
    )
    await registerInstance(bed.db, { id: service.instanceId, ...rows[0] })
    expect(await handlerRows()).toEqual([{ name: 'keep', formerNames: [], retired: false }])
    expect(await retireHandlers(bed.db, 90_000)).toEqual([])
  })

  it('keeps a handler through the restart of the only instance that has it', async () => {
    const old = await start({ keep: noting('keep') })
    const both = { keep: noting('keep'), fresh: noting('fresh') }
    const fresh = await start(both)
    // It registered a while ago, and was heard of since.
    await silentFor('2 minutes', ['handler'])
    await fresh.stop()
    expect(await retireHandlers(bed.db, 90_000)).toEqual([])
    const sent = await send(old, 'a')
    await start(both)
    await allSettled()
    expect(seenBy('fresh')).toEqual([`fresh a ${sent}`])
  })

  it('hears of handlers by the heartbeat of an instance, and writes them down only now and then', async () => {
    const { service } = await start({ keep: noting('keep'), other: noting('other') })
    const { rows: known } = await bed.db.query(
      'select id, role, version, handler_ids as "handlerIds" from instance',
    )
    const beat = () => registerInstance(bed.db, { id: service.instanceId, ...known[0] })
    const written = async () =>
      (
        await bed.db.query(
          `select xmin::text as version, last_seen_at > now() - interval '1 minute' as heard
           from handler order by id`,
        )
      ).rows
    await silentFor('2 minutes', ['handler'])
    await beat()
    const after = await written()
    expect(after.map(({ heard }) => heard)).toEqual([true, true])
    await beat()
    expect(await written()).toEqual(after)
  })
})
