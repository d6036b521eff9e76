import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { HandlerEvent } from '../../lib/handler.ts'
import { createTestDatabase } from '../setup/test-database.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('two installations in one database, each with a DATABASE_SCHEMA', () => {
  let bed: TestBed
  const seen: Record<string, string[]> = { one: [], two: [] }
  const instances: Record<string, TestInstance> = {}

  beforeAll(async () => {
    bed = await createTestBed(await createTestDatabase())
    const starts = Object.keys(seen).map(async (schema) => {
      const noted = seen[schema]
      const handlers = {
        notes: { on: '*', run: (event: HandlerEvent) => void noted?.push(event.messageId) },
      }
      const environment = { DATABASE_SCHEMA: schema, DATABASE_POOL_SIZE: '6' }
      instances[schema] = await bed.startInstance({ handlers, environment })
    })
    await Promise.all(starts)
  })
  afterAll(() => bed.stop())

  it('keep everything apart, and leave the schema public alone', async () => {
    const sent: Record<string, string[]> = { one: [], two: [] }
    for (const [schema, users] of [
      ['one', ['U1']],
      ['two', ['U1']],
      ['two', ['U2']],
    ] as const) {
      const id = await sendEvents(instances[schema] as TestInstance, await bed.token(), users)
      sent[schema]?.push(id)
    }
    await settledOrTimeout(() => seen.one?.length === 1 && seen.two?.length === 2, 'all events')
    expect(seen).toEqual(sent)
    for (const schema of Object.keys(seen)) {
      const answer = await request(instances[schema]?.url as string)
        .get('/operations/v1/messages')
        .set('Authorization', `Bearer ${await bed.token('operator')}`)
        .expect(200)
      const ids = answer.body.items.map(({ id }: { id: string }) => id)
      expect(ids.toSorted()).toEqual(sent[schema]?.toSorted())
    }
    const { rows } = await bed.db.query(
      `select nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where relname in ('message', 'migration') and nspname <> 'pg_catalog' order by nspname, relname`,
    )
    expect(rows.map(({ nspname }) => nspname)).toEqual(['one', 'one', 'two', 'two'])
  })
})
