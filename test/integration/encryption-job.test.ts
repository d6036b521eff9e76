import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { FORGOTTEN_EVENT } from '../../lib/events/stored-body.ts'
import { newId } from '../../lib/new-id.ts'
import { encryptStored } from '../../lib/store/keys/encryption-job.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const TABLES = 'subject message attempt effect edited_event delivery action'.split(' ')

describe('what was stored without encryption', () => {
  let bed: TestBed
  const ids = Array.from({ length: 5 }, () => newId())
  beforeAll(async () => {
    bed = await createTestBed()
    await bed.rows(`insert into handler (name, definition) values ('one', '{}')`)
    await bed.rows(`insert into caller (issuer, client_id, tenant) values ('', '', '')`)
    for (const [index, id] of ids.entries()) await storeClear(id, [`clear${index}`, 'shared'])
  })
  afterAll(() => bed.stop())

  /** As an earlier version would have stored it. */
  async function storeClear(id: string, people: readonly string[]): Promise<void> {
    await bed.rows(
      `insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id,
         content_type, body) values ($1, now(), 'recorded', $2, 1, $1, '', 'text/xml', $3)`,
      ...[id, people.length, Buffer.from(soapMessage(people.map((userId) => ({ userId }))))],
    )
    for (const [ordinal, userId] of people.entries()) {
      await bed.rows(
        `with s as (
           insert into subject (company, kind, key_digest, key)
           values ('ACME', 'userId', md5($3)::uuid, convert_to($3, 'UTF8'))
           on conflict (company, kind, key_digest) do update set key = excluded.key returning id
         ), e as (
           insert into event (message_id, ordinal, position, subject_id, other_content)
           select $1, $2, 1, id, false from s
         ), d as (
           insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, holds_place, late, comment)
           select $1, $2, 1, id, 1, 'skipped', false, false, convert_to('comment ' || $3, 'UTF8') from s
         ), f as (
           insert into effect (message_id, ordinal, handler_id, run, edit, name, attempt, started_at, result)
           values ($1, $2, 1, 0, 0, 'x', 1, now(), convert_to('1', 'UTF8'))
         ), x as (
           insert into edited_event (message_id, ordinal, handler_id, run, edit, body)
           values ($1, $2, 1, 0, 1, convert_to($4, 'UTF8'))
         )
         insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
           ended_at, outcome, error)
         values ($1, $2, 1, 0, 1, 1, $1, now(), now(), 'rejected',
           convert_to(jsonb_build_object('message', 'error ' || $3)::text, 'UTF8'))`,
        ...[id, ordinal, userId, JSON.stringify(FORGOTTEN_EVENT)],
      )
    }
    await bed.rows(
      `insert into action (id, kind, issuer, client_id, tenant, requested_at, state, finished_at, comment)
       values ($1, 'skip', '', '', '', now(), 'finished', now(), convert_to('reason', 'UTF8'))`,
      id,
    )
  }
  const clear = async () =>
    Promise.all(
      TABLES.map(
        async (table) => (await bed.rows(`select from ${table} where key_id is null`)).length,
      ),
    )

  it('is encrypted in small batches that continue where they stopped, once', async () => {
    let calls = 0
    while (await encryptStored(bed.db, 2)) calls += 1
    expect(calls).toBeGreaterThan(TABLES.length)
    expect(await clear()).toEqual(TABLES.map(() => 0))
    expect(await encryptStored(bed.db, 2)).toBe(false)
    const rows = await bed.rows<{ all: string }>(
      `select encode(body, 'escape') as all from message union all select encode(key, 'escape') from subject
       union all select encode(error, 'escape') from attempt`,
    )
    expect(rows.filter(({ all }) => /clear|shared|error/.test(all))).toEqual([])
  })

  it('can be read as before, and found by the key of the person', async () => {
    const instance = await bed.startInstance({ environment: { ROLE: 'ingest' } })
    const authorization = `Bearer ${await bed.token('operator')}`
    const get = (path: string) =>
      request(instance.url).get(`/operations/v1${path}`).set('Authorization', authorization)
    const { body } = await get(`/messages/${ids[0]}?reveal=true`).expect(200)
    expect(JSON.stringify(body.events)).toContain('clear0')
    expect(body.attempts.map(({ error }: { error: object }) => error)).toEqual([
      { message: 'error clear0' },
      { message: 'error shared' },
    ])
    expect(body.deliveries[0].comment).toBe('comment clear0')
    const found = await request(instance.url)
      .post('/operations/v1/subjects/search')
      .set('Authorization', authorization)
      .send({ key: 'shared' })
    expect(found.body.items).toHaveLength(1)
  })
})
