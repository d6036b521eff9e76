import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { registerInstance } from '../../lib/store/registry/register-instance.ts'
import { retireHandlers } from '../../lib/store/registry/retire-handlers.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createVersionsBed, type VersionsBed } from '../support/versions-bed.ts'

describe('instances that are live, and their handlers', () => {
  let versions: VersionsBed

  beforeAll(async () => {
    versions = await createVersionsBed()
  })
  afterAll(() => versions.bed.stop())
  afterEach(() => versions.reset())

  it('shows who is there, since when, and who has said goodbye', async () => {
    const first = await versions.start({ keep: versions.noting('keep') })
    const second = await versions.start({
      keep: versions.noting('keep'),
      fresh: versions.noting('fresh'),
    })
    await first.stop()
    const { rows } = await versions.bed.db.query(
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

  it('keeps a handler that has just registered, although its instance has no heartbeat yet', async () => {
    await versions.start({ keep: versions.noting('keep') })
    await versions.bed.db.query('delete from instance')
    expect(await retireHandlers(versions.bed.db, 90_000)).toEqual([])
  })

  it('treats an instance without heartbeats as gone, until its next heartbeat', async () => {
    const { service } = await versions.start({ keep: versions.noting('keep') })
    // Simulates an outage of the database, in which no instance could send its heartbeat.
    await settledOrTimeout(async () => {
      // It says at any moment that it is there, and looks for others that are not.
      await versions.silentFor('2 minutes')
      await retireHandlers(versions.bed.db, 90_000)
      return (await versions.handlerRows())[0]?.retired === true
    }, 'the handler of the silent instance to be retired')
    const { rows } = await versions.bed.db.query(
      'select role, version, handler_ids as "handlerIds", lease_ms as "leaseMs" from instance',
    )
    await registerInstance(versions.bed.db, { id: service.instanceId, ...rows[0] })
    expect(await versions.handlerRows()).toEqual([
      { name: 'keep', formerNames: [], retired: false },
    ])
    expect(await retireHandlers(versions.bed.db, 90_000)).toEqual([])
  })

  it('keeps a handler through the restart of the only instance that has it', async () => {
    const old = await versions.start({ keep: versions.noting('keep') })
    const both = { keep: versions.noting('keep'), fresh: versions.noting('fresh') }
    const fresh = await versions.start(both)
    // It registered a while ago, and was heard of since.
    await versions.silentFor('2 minutes', ['handler'])
    await fresh.stop()
    expect(await retireHandlers(versions.bed.db, 90_000)).toEqual([])
    const sent = await old.send(['a'])
    await versions.start(both)
    await versions.allSettled()
    expect(versions.seenBy('fresh')).toEqual([`fresh a ${sent}`])
  })

  it('learns handlers from the heartbeat of an instance, and stores them only from time to time', async () => {
    const { service } = await versions.start({
      keep: versions.noting('keep'),
      other: versions.noting('other'),
    })
    const { rows: known } = await versions.bed.db.query(
      'select id, role, version, handler_ids as "handlerIds", lease_ms as "leaseMs" from instance',
    )
    const beat = () => registerInstance(versions.bed.db, { id: service.instanceId, ...known[0] })
    const written = async () =>
      (
        await versions.bed.db.query(
          `select xmin::text as version, last_seen_at > now() - interval '1 minute' as heard
           from handler order by id`,
        )
      ).rows
    await versions.silentFor('2 minutes', ['handler'])
    await beat()
    const after = await written()
    expect(after.map(({ heard }) => heard)).toEqual([true, true])
    await beat()
    expect(await written()).toEqual(after)
  })
})
