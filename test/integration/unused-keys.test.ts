import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Pool } from 'pg'
import type { Vault } from '../../lib/encryption/vault.ts'
import { newId } from '../../lib/new-id.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { changeLegalHold } from '../../lib/store/forget/legal-hold.ts'
import { destroyUnusedKeys } from '../../lib/store/keys/destroy-unused-keys.ts'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { openBedVault } from '../support/bed-vault.ts'
import { DAY_MS, poolAfter, RETENTION_MS } from '../support/retention-bed.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const BACKUP_MS = 14 * DAY_MS

describe('keys of persons whose last message was deleted', () => {
  let bed: TestBed
  let vault: Vault
  let onKeyStore: (method: string) => void = () => undefined
  let instance: TestInstance | null = null
  const pools: Pool[] = []
  const seen: string[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    vault = await openBedVault(bed, (method) => onKeyStore(method))
  })
  beforeEach(async () => {
    onKeyStore = () => undefined
    seen.length = 0
    await bed.reset()
  })
  afterEach(async () => {
    await instance?.stop()
    instance = null
    await Promise.all(pools.splice(0).map((pool) => pool.end()))
  })
  afterAll(async () => {
    await vault.close()
    await bed.stop()
  })

  const start = async (environment: Readonly<Record<string, string>> = {}) => {
    instance = await bed.startInstance({
      environment,
      handlers: { note: { on: '*', run: (event) => void seen.push(event.key('userId') ?? '') } },
    })
    return instance
  }
  const record = async (...userIds: string[]) => {
    const service = await start()
    const id = await service.send(userIds)
    await bed.settled()
    await service.stop()
    instance = null
    return id
  }
  const poolLater = (days: number) => {
    const pool = poolAfter(bed.database, days)
    giveVault(pool, vault)
    pools.push(pool)
    return pool
  }
  /** A whole pass of retention. */
  const retain = async (days: number) => {
    const failures: unknown[] = []
    const run = createRetention({
      ...{ pool: poolLater(days), retentionMs: RETENTION_MS },
      onFailure: (error) => failures.push(error),
    })
    await bed.rows('delete from job')
    while (await run());
    expect(failures).toEqual([])
  }
  const destroy = async (days: number) => {
    while (await destroyUnusedKeys(poolLater(days), BACKUP_MS));
  }
  const keyOf = async (messageId: string) => {
    const [row] = await bed.rows<{ id: string }>(
      'select key_id as id from message where id = $1',
      messageId,
    )
    return row?.id ?? ''
  }
  const stateOf = async (keyId: string) => (await bed.vault.store.find([keyId]))[0]?.state
  const listed = () => bed.rows('select key_id as id from unused_key')

  it('are destroyed when no backup holds the messages any more', async () => {
    const key = await keyOf(await record('u-1'))
    await retain(89)
    expect(await listed()).toEqual([])
    await retain(91)
    expect(await bed.rows('select from subject')).toEqual([])
    expect(await listed()).toEqual([{ id: key }])
    await destroy(91 + 13)
    expect([await stateOf(key), await listed()]).toEqual(['living', [{ id: key }]])
    await destroy(91 + 15)
    expect([await stateOf(key), await listed()]).toEqual(['destroyed', []])
    expect(await bed.vault.store.ledgerAfter(0, 10)).toEqual([])
  })

  it('leave a new event of the person its own key', async () => {
    const first = await keyOf(await record('u-1'))
    await retain(91)
    const second = await keyOf(await record('u-1'))
    await destroy(200)
    expect([await stateOf(first), await stateOf(second)]).toEqual(['destroyed', 'living'])
    const third = await keyOf(await record('u-1'))
    expect(third).toBe(second)
    expect(seen).toEqual(['u-1', 'u-1', 'u-1'])
  })

  it('stay while a recording that was under way has given the key to a new row', async () => {
    const key = await keyOf(await record('u-1'))
    await retain(91)
    await bed.rows(
      `insert into subject (company, kind, key_digest, key_id, key)
       values ('', 'orderBy', gen_random_uuid(), $1, '')`,
      key,
    )
    await destroy(200)
    expect(await stateOf(key)).toBe('living')
    await bed.rows('delete from subject')
    await destroy(200)
    expect(await stateOf(key)).toBe('living')
    await destroy(400)
    expect([await stateOf(key), await listed()]).toEqual(['destroyed', []])
  })

  it('stay while the history needs them, and behind a legal hold or a block', async () => {
    const message = await record('u-1', 'u-2', 'u-3')
    const subjects = await bed.rows<{ id: string; keyId: string }>(
      `select id::text, key_id as "keyId" from subject order by id`,
    )
    const [commented, held, blocked] = subjects as [{ id: string; keyId: string }] & typeof subjects
    const by = { issuer: 'i', clientId: 'c', tenant: 't', user: 'officer' }
    const pool = poolLater(85)
    for (const kind of ['legal-hold', 'lift-legal-hold'] as const) {
      await changeLegalHold(pool, by, kind, commented.id, 'a comment')
    }
    await changeLegalHold(pool, by, 'legal-hold', held?.id ?? '', 'a law suit')
    await bed.rows('update subject set blocked_at = now() where id = $1', blocked?.id)
    await retain(91)
    expect(await bed.rows('select from message where id = $1', message)).toEqual([])
    const rows = () => bed.rows<{ id: string }>('select id::text from subject order by id')
    expect((await rows()).map(({ id }) => id)).toEqual([held?.id, blocked?.id])
    await bed.rows(`update action set id = $1 where kind = 'lift-legal-hold'`, newId())
    await destroy(110)
    const states = () => Promise.all(subjects.map(({ keyId }) => stateOf(keyId)))
    expect(await states()).toEqual(['living', 'living', 'living'])
    await bed.rows('delete from action')
    await destroy(130)
    expect(await states()).toEqual(['destroyed', 'living', 'living'])
  })

  it.each(['before', 'after'])(
    'are destroyed by the next run after a crash %s the destruction',
    async (when) => {
      const key = await keyOf(await record('u-1'))
      await retain(91)
      const pool = poolLater(200)
      if (when === 'before') {
        onKeyStore = (method) => {
          if (method === 'destroy') throw new Error('crash')
        }
      } else {
        const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>
        const crashing = (config: { readonly name?: string }, ...rest: unknown[]) => {
          if (config.name === 'settle-unused-keys') throw new Error('crash')
          return query(config, ...rest)
        }
        Object.assign(pool, { query: crashing })
      }
      await expect(destroyUnusedKeys(pool, BACKUP_MS)).rejects.toThrow('crash')
      expect(await stateOf(key)).toBe(when === 'before' ? 'living' : 'destroyed')
      expect(await listed()).toEqual([{ id: key }])
      onKeyStore = () => undefined
      await destroy(200)
      expect([await stateOf(key), await listed()]).toEqual(['destroyed', []])
    },
  )

  it('are destroyed by the service', async () => {
    const key = await keyOf(await record('u-1'))
    await bed.rows('delete from subject')
    await bed.rows(`insert into unused_key values ($1, now() - interval '15 days')`, key)
    await start()
    await bed.found(0, 'select from unused_key')
    expect(await stateOf(key)).toBe('destroyed')
  })

  it('are replaced where a restored backup brings the person back', async () => {
    await record('u-1', 'u-2')
    const [row] = await bed.rows<{ rows: unknown }>('select json_agg(s) as rows from subject s')
    const before = await bed.rows<{ keyId: string }>(
      'select key_id as "keyId" from subject order by id',
    )
    await retain(91)
    await destroy(200)
    expect(await Promise.all(before.map(({ keyId }) => stateOf(keyId)))).toEqual([
      'destroyed',
      'destroyed',
    ])
    await bed.rows(
      `insert into subject overriding system value
       select * from json_populate_recordset(null::subject, $1::json)`,
      JSON.stringify(row?.rows),
    )
    seen.length = 0
    const service = await start()
    const other = await bed.startInstance({
      handlers: { note: { on: '*', run: (event) => void seen.push(event.key('userId') ?? '') } },
    })
    await Promise.all([
      service.send(['u-1', 'u-2']),
      other.send(['u-2', 'u-1']),
      service.send(['u-2']),
      other.send(['u-1']),
    ])
    await bed.settled()
    expect(seen.toSorted()).toEqual(['u-1', 'u-1', 'u-1', 'u-2', 'u-2', 'u-2'])
    const now = await bed.rows<{ keyId: string }>(
      'select key_id as "keyId" from subject order by id',
    )
    expect(await Promise.all(now.map(({ keyId }) => stateOf(keyId)))).toEqual(['living', 'living'])
    await other.stop()
  })

  it('are replaced where an older backup of the key store lacks them', async () => {
    const environment = { KEY_STORE: 'event-database' }
    const first = await start(environment)
    await first.send(['u-1'])
    await bed.settled()
    await first.stop()
    await bed.rows('delete from receiver_keys.person_key where id in (select key_id from subject)')
    const second = await start(environment)
    await Promise.all([second.send(['u-1']), second.send(['u-2', 'u-1'])])
    await bed.settled()
    expect(seen.toSorted()).toEqual(['u-1', 'u-1', 'u-1', 'u-2'])
    const lost = `select from subject where key_id not in (select id from receiver_keys.person_key)`
    expect(await bed.rows(lost)).toEqual([])
  })
})
