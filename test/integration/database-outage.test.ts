import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import {
  type LocalPostgres,
  startLocalPostgres,
} from '../../lib/local/postgres/start-local-postgres.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('an outage of the database', () => {
  let dataDir: string
  let postgres: LocalPostgres
  let bed: TestBed
  let patient: TestInstance
  let impatient: TestInstance
  const seen: string[] = []

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-outage-'))
    postgres = await startLocalPostgres({ dataDir })
    const { connection } = postgres
    bed = await createTestBed({ connection, url: '', drop: async () => undefined })
    const handlers = {
      sees: { on: '*', run: (event: { messageId: string }) => void seen.push(event.messageId) },
    }
    patient = await bed.startInstance({ handlers })
    impatient = await bed.startInstance({ handlers, config: { maxWaitMs: 300 } })
  })
  afterAll(async () => {
    await bed.stop()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const send = (instance: TestInstance) =>
    instance.call(soapMessage([{}]), '/http/successfactors/events')

  it('with a full disk makes the service not ready, although the database answers', async () => {
    const ready = () => request(impatient.url).get('/health/ready')
    await ready().expect(200)
    await bed.db.query(`
      create function disk_full() returns trigger language plpgsql as $$
        begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
      create trigger disk_full before insert on message execute function disk_full()`)
    await send(impatient).expect(503)
    await ready().expect(503, { status: 'OUT_OF_SERVICE' })
    await bed.db.query('drop function disk_full cascade')
    await send(impatient).expect(200)
    await ready().expect(200)
    await bed.settled()
  })

  it('makes trusted calls wait, refuses none that waits long enough, and loses nothing', async () => {
    await send(patient).expect(200)
    // It knows the token from here on: only the database can make it wait.
    await settledOrTimeout(async () => (await send(impatient)).status === 200, 'the keys')
    await postgres.stop()

    const refused = await send(impatient).expect(503)
    expect(refused.headers['retry-after']).toBe('10')
    expect(refused.text).toContain('database_unavailable')
    await request(patient.url).get('/health/live').expect(200)
    await request(patient.url).get('/health/ready').expect(503)

    const waiting = Array.from({ length: 10 }, () => send(patient).then((answer) => answer))
    postgres = await startLocalPostgres({ dataDir })
    const answers = await Promise.all(waiting)
    expect(answers.map((answer) => answer.status)).toEqual(new Array(10).fill(200))
    await bed.settled()
    const { rows } = await bed.db.query('select id from message where duplicate_of is null')
    expect(rows.map((row) => row.id)).toEqual(
      expect.arrayContaining(answers.map((answer) => answer.headers.sap_messageprocessinglogid)),
    )
    expect(new Set(seen).size).toBe(rows.length)
  })
})
