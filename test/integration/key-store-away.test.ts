import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { newId } from '../../lib/new-id.ts'
import { openKeyStore } from '../../lib/store/keys/open-key-store.ts'
import { type CuttableWay, openCuttableWay } from '../support/cuttable-way.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('a key store that is away', () => {
  let bed: TestBed
  let way: CuttableWay
  beforeAll(async () => {
    bed = await createTestBed()
    const { host, port } = bed.database.connection
    way = await openCuttableWay(
      host.startsWith('/')
        ? { path: `${host}/.s.PGSQL.${port}` }
        : { url: `http://${host}:${port}` },
    )
  })
  afterAll(async () => {
    await bed.stop()
    await way.close()
  })

  /** The keys are in a database of their own, as in production; its way can be cut. */
  const through = (url: string) => {
    const { user, database } = bed.database.connection
    return {
      KEY_STORE: 'postgresql',
      KEYS_DATABASE_URL: `postgres://${user}@${new URL(url).host}/${database}`,
    }
  }
  const direct = () => ({ KEY_STORE: 'postgresql', KEYS_DATABASE_URL: bed.database.url })
  const openKeys = () => {
    const database = { kind: 'socket', ...bed.database.connection } as const
    return openKeyStore(
      { kind: 'postgresql', database },
      {
        eventDatabase: () => database,
        limitMs: 0,
        now: () => performance.now(),
        onFailure: () => undefined,
      },
    )
  }
  const sendTo = async (url: string, userId: string) =>
    request(url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'text/xml')
      .send(soapMessage([{ userId }]))

  it('lets persons with cached keys through; others wait, and get 503', async () => {
    const environment = through(way.url)
    const instance = await bed.startInstance({ environment })
    const impatient = await bed.startInstance({ environment, config: { maxWaitMs: 300 } })
    expect((await sendTo(instance.url, 'known')).status).toBe(200)
    way.cut()
    await settledOrTimeout(
      async () => instance.log.some((line) => line.includes('reading the changes of keys failed')),
      'the instance to notice',
    )
    const waiting = sendTo(instance.url, 'unknown').then((answer) => answer)
    const [known, unknown] = await Promise.all([
      sendTo(instance.url, 'known'),
      sendTo(impatient.url, 'unknown'),
    ])
    expect([known.status, unknown.status]).toEqual([200, 503])
    expect(unknown.headers['retry-after']).toBeDefined()
    way.mend()
    expect((await waiting).status).toBe(200)
    for (const one of [instance, impatient]) await one.stop()
  })

  it('drops a key that was destroyed meanwhile, also if the change is deleted by then', async () => {
    const instance = await bed.startInstance({ environment: through(way.url) })
    const { headers } = await sendTo(instance.url, 'destroyed')
    const token = await bed.token('operator')
    const read = () =>
      request(instance.url)
        .get(`/operations/v1/messages/${headers.sap_messageprocessinglogid}/body`)
        .set('Authorization', `Bearer ${token}`)
    expect(String((await read()).body)).toContain('destroyed')
    way.cut()
    const store = await openKeys()
    const [row] = await bed.rows<{ id: string }>(
      'select key_id as id from message where id = $1',
      headers.sap_messageprocessinglogid,
    )
    await store.destroy(row?.id ?? '')
    await store.destroy(newId())
    while (await store.trimChanges(1));
    way.mend()
    await settledOrTimeout(async () => (await read()).status === 410, 'the key to be dropped')
    await store.close()
    await instance.stop()
  })

  it('makes deliveries with a missing key wait, without using an attempt', async () => {
    const done: string[] = []
    const note = {
      on: '*',
      run: ({ key }: { key: (name: string) => string | null }) => {
        done.push(key('userId') ?? '')
      },
    } as const
    const dispatching = await bed.startInstance({
      handlers: { note },
      environment: { ...through(way.url), ROLE: 'dispatch' },
    })
    const receiving = await bed.startInstance({
      handlers: { note },
      environment: { ...direct(), ROLE: 'ingest' },
    })
    way.cut()
    expect((await sendTo(receiving.url, 'sealed elsewhere')).status).toBe(200)
    const deliveries = () => readDeliveries(bed.db, 'note')
    await settledOrTimeout(
      async () => (await deliveries()).some(({ reasonCode }) => reasonCode === 'key_store_away'),
      'the delivery to wait for the key store',
    )
    expect(await deliveries()).toMatchObject([{ state: 'retrying', countedAttempts: 0 }])
    way.mend()
    await bed.db.query('update lane set due_at = now()')
    await settledOrTimeout(async () => done.length > 0, 'the handler')
    await bed.settled()
    expect(done).toEqual(['sealed elsewhere'])
    expect(await deliveries()).toMatchObject([{ state: 'completed', countedAttempts: 1 }])
    for (const one of [dispatching, receiving]) await one.stop()
  })
})
