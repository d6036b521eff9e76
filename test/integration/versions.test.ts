import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { createVersionsBed, type VersionsBed } from '../support/versions-bed.ts'

describe('versions side by side', () => {
  let versions: VersionsBed

  beforeAll(async () => {
    versions = await createVersionsBed()
  })
  afterAll(() => versions.bed.stop())
  afterEach(() => versions.reset())

  it('hands what an old version recorded to a new handler, before later events of the same person', async () => {
    const old = await versions.start({ keep: versions.noting('keep') })
    const sent: string[] = []
    const both = { keep: versions.noting('keep'), fresh: versions.noting('fresh') }
    const fresh = await versions.start(both)
    for (let round = 0; round < 4; round += 1) {
      sent.push(await old.send(['a', 'b']))
      sent.push(await fresh.send(['a', 'b']))
    }
    await versions.allSettled()
    for (const name of ['keep', 'fresh']) {
      for (const user of ['a', 'b']) {
        const of = versions.seenBy(name).filter((line) => line.startsWith(`${name} ${user} `))
        expect(of).toEqual(sent.map((id) => `${name} ${user} ${id}`))
      }
    }
    const deliveries = await readDeliveries(versions.bed.db)
    expect(deliveries.filter(({ late, state }) => late || state !== 'completed')).toEqual([])
  })

  it('hands what a new version recorded to a handler that only the old one has', async () => {
    const old = await versions.start({
      keep: versions.noting('keep'),
      gone: versions.noting('gone'),
    })
    const fresh = await versions.start({ keep: versions.noting('keep') })
    const sent: string[] = []
    for (let round = 0; round < 4; round += 1) {
      sent.push(await fresh.send(['a']))
      sent.push(await old.send(['a']))
    }
    await versions.allSettled()
    expect(versions.seenBy('gone')).toEqual(sent.map((id) => `gone a ${id}`))
    expect(versions.seenBy('keep')).toEqual(sent.map((id) => `keep a ${id}`))
    const { rows } = await versions.bed.db.query(
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
      versions.seen.push(`${user} ${event.messageId}`)
    }
    // More attempts than there can be until the test lets it go on.
    const retry = { attempts: 100, firstDelayMs: 100, maxDelayMs: 1_000 }
    const before = { old: { on: '*', retry, run } }
    const after = { renamed: { on: '*', retry, run, formerly: ['old'] } }
    const old = await versions.start(before)
    const sent = [await old.send(['stuck', 'stuck'])]
    await settledOrTimeout(() => keys.length > 0, 'the first attempt')
    // It only receives, so that the old version is the one that serves.
    const receiving = await versions.start(after, 'ingest')
    expect(await versions.handlerRows()).toEqual([
      { name: 'renamed', formerNames: ['old'], retired: false },
    ])
    sent.push(await old.send(['stuck', 'a']), await receiving.send(['stuck', 'a']))
    await settledOrTimeout(
      () => versions.seen.length === 2,
      'the old version to serve what both received',
    )
    await old.stop()
    const fresh = await versions.start(after)
    const failed = keys.length
    await settledOrTimeout(() => keys.length > failed, 'the new version to go on with the retries')
    broken = false
    await versions.allSettled()
    const stuck = versions.seen.filter((line) => line.startsWith('stuck'))
    expect(stuck).toEqual([sent[0], ...sent].map((id) => `stuck ${id}`))
    expect(new Set(keys).size).toBe(4)
    // The new version is taken back: the old one, started anew, goes on in the same lanes.
    await receiving.stop()
    await fresh.stop()
    const back = await versions.start(before)
    const last = await back.send(['stuck', 'a'])
    await versions.allSettled()
    expect(versions.seen.at(-1)?.endsWith(last)).toBe(true)
    expect(await versions.handlerRows()).toEqual([
      { name: 'renamed', formerNames: ['old'], retired: false },
    ])
    const deliveries = await readDeliveries(versions.bed.db)
    expect(deliveries.filter(({ state }) => state !== 'completed')).toEqual([])
    expect(deliveries).toHaveLength(8)
    expect((await versions.bed.db.query('select 1 from lane')).rowCount).toBe(2)
  })

  it('refuses the start where lanes would have to be merged, and where two handlers would share some', async () => {
    await versions.start({ old: versions.noting('old'), renamed: versions.noting('renamed') })
    const renamed = { ...versions.noting('renamed'), formerly: ['old'] }
    const merged = await versions.bed
      .startInstance({ handlers: { renamed } })
      .catch((error) => error)
    expect(merged).toMatchObject({ code: 'handler_invalid' })
    expect(merged.message).toMatch(/"renamed": expected .* "old"/)
    const copied = { ...versions.noting('copy'), formerly: ['old'] }
    const shared = await versions.bed
      .startInstance({ handlers: { copied, old: versions.noting('old') } })
      .catch((error) => error)
    expect(shared).toMatchObject({ code: 'handler_invalid' })
    expect(shared.message).toMatch(/"copied": expected .* "old"/)
    expect(await versions.handlerRows()).toHaveLength(2)
  })

  it('keeps what a removed handler has, says so, gives it nothing new, and goes on when it comes back', async () => {
    let broken = true
    const gone: HandlerDefinition = {
      on: '*',
      retry: { attempts: 100, firstDelayMs: 100, maxDelayMs: 1_000 },
      run(event) {
        if (broken) throw new Error('not yet')
        versions.seen.push(`gone ${event.key('userId')} ${event.messageId}`)
      },
    }
    const before = await versions.start({ keep: versions.noting('keep'), gone })
    const had = await before.send(['a', 'a'])
    await settledOrTimeout(
      async () =>
        (await readDeliveries(versions.bed.db, 'gone')).some(
          ({ countedAttempts }) => countedAttempts > 0,
        ),
      'a first attempt',
    )
    await before.stop()
    await versions.silentFor('2 minutes')
    const without = await versions.start({ keep: versions.noting('keep') })
    await settledOrTimeout(
      async () =>
        (await versions.handlerRows()).some(({ name, retired }) => name === 'gone' && retired),
      'the handler to be retired',
    )
    // The line comes after the commit that the row shows.
    const told = () => without.log.find((one) => one.includes('no instance has this handler'))
    await settledOrTimeout(() => told() !== undefined, 'the line about it')
    expect(JSON.parse(told() as string)).toMatchObject({ handler: 'gone', open_deliveries: 2 })
    const unseen = await without.send(['a'])
    await settledOrTimeout(() => versions.seenBy('keep').length === 3, 'the other handler to go on')
    expect((await versions.bed.db.query('select 1 from pending_fan_out')).rowCount).toBe(0)
    const waiting = await readDeliveries(versions.bed.db, 'gone')
    // The first was put off, or given back by the stop.
    expect(
      waiting.map(({ holdsPlace: open, attemptsStarted: attempts }) => [open, attempts > 0]),
    ).toEqual([
      [true, true],
      [true, false],
    ])
    broken = false
    const back = await versions.start({ keep: versions.noting('keep'), gone })
    const sent = await back.send(['a'])
    await versions.allSettled()
    expect(versions.seenBy('gone')).toEqual([had, had, sent].map((id) => `gone a ${id}`))
    expect(versions.seenBy('keep').at(2)).toBe(`keep a ${unseen}`)
    expect((await versions.handlerRows()).map(({ retired }) => retired)).toEqual([false, false])
  })
})
