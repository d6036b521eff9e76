import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { PATH, TYPE, useRepair } from '../support/repair-bed.ts'

describe('the repair of a message that could not be read', () => {
  const { test, send, preview, repair, described, bodyOf, becomes } = useRepair()

  it('tells what was unusual about the repaired form, too', async () => {
    const id = await send('<a><b>', { type: 'text/xml', query: '?company_id=ACME' })
    const form = { body: '<a><b><userId>u\u0001</userId></b></a>', type: TYPE }
    const { body } = await preview(id, form).expect(200)
    expect(body.warnings).toEqual([{ code: 'characters_replaced' }])
    await repair(id, form).expect(200)
    expect((await described(id)).warnings).toEqual([
      { code: 'query_parameter_unknown', parameter: 'company_id', known: 'company' },
      { code: 'characters_replaced' },
    ])
  })

  it('is accepted: its events are handled, and both forms stay', async () => {
    const id = await send(test.broken)
    const { body } = await repair(id, { body: test.sound, type: TYPE, comment: 'a comma' }).expect(
      200,
    )
    expect(body).toEqual({ actionId: expect.any(String), result: 'done' })
    await settledOrTimeout(
      async () => (await described(id)).status === 'COMPLETED',
      'the message to be completed',
    )
    expect(test.seen).toMatchObject([{ type: TYPE, user: test.user, name: 'Jana' }])
    const { deliveries, actions } = await described(id)
    expect(deliveries.length).toBeGreaterThan(0)
    expect(actions).toHaveLength(deliveries.length)
    expect(actions[0]).toMatchObject({ actionId: body.actionId, kind: 'repair', result: 'done' })
    const { rows: counted } = await test.bed.db.query(
      'select deliveries from action where id = $1',
      [body.actionId],
    )
    expect(counted).toEqual([{ deliveries: deliveries.length }])
    expect(await described(id)).toMatchObject({
      status: 'COMPLETED',
      typeHint: TYPE,
      events: [{ subjectField: 'userId', subjectValue: test.user, content: { type: TYPE } }],
      repair: {
        actionId: body.actionId,
        requestedAt: expect.any(String),
        by: { clientId: expect.any(String) },
        comment: 'a comma',
        bodyChanged: true,
        errorCode: 'json_malformed',
        contentType: 'application/json',
        typeHint: null,
        bodyBytes: test.broken.length,
      },
    })
    expect(await bodyOf(id)).toBe(test.sound)
    expect(await bodyOf(id, { form: 'original' })).toBe(test.broken)
    const { rows } = await test.bed.db.query('select kind, detail from action where id = $1', [
      body.actionId,
    ])
    expect(rows).toEqual([{ kind: 'repair', detail: { messageId: id, changed: ['body', 'type'] } }])
  })

  it('keeps the original as long as the message, whichever version deletes that', async () => {
    const id = await send(test.broken)
    await repair(id, { body: test.sound, type: TYPE }).expect(200)
    const originals = async () =>
      (await test.bed.db.query('select from original_body where message_id = $1', [id])).rows.length
    expect(await originals()).toBe(1)
    await test.bed.db.query('delete from message where id = $1', [id])
    expect(await originals()).toBe(0)
  })

  it('is the form that is read afterwards: forwarding, replay and edit', async () => {
    test.isDown = true
    const id = await send(test.broken)
    await repair(id, { body: test.sound, type: TYPE }).expect(200)
    await becomes('failed', id)
    expect(test.forwarded).toEqual([test.sound])
    // Another instance has read nothing of it yet.
    const late: HandlerDefinition = {
      on: '*',
      run: (event) => void backfilled.push(event.key('userId')),
    }
    const backfilled: (string | null)[] = []
    const other = await test.bed.startInstance({ handlers: { directory: test.directory, late } })
    await test.instance.stop()
    test.isDown = false
    const post = (path: string, body = {}) => other.post(path, body)
    const act = (kind: string, event = {}) =>
      post(`/deliveries/${id}/0/directory/0/actions/${kind}`, event).expect(200)
    await act('edit', { event: { entityType: 'Person' } })
    await becomes('completed', id)
    expect(test.seen.at(-1)).toMatchObject({ type: TYPE, user: test.user, name: 'Jana' })
    await act('rerun')
    await settledOrTimeout(async () => test.seen.length === 3, 'the second run')
    expect(test.seen.at(-1)).toMatchObject({ type: TYPE, user: test.user, name: 'Jana' })
    await post('/handlers/late/actions/backfill', { filter: {} }).expect(202)
    await settledOrTimeout(async () => backfilled.includes(test.user), 'the backfill')
    await other.stop()
    await test.start()
  })

  it('needs no other body where type, Content-Type or places were missing', async () => {
    const csv = await send('userId;x\n', { type: 'text/odd' })
    await repair(csv, { contentType: 'text/csv' }).expect(409)
    const xml = await send('<a><row><no>7</no></row><row><no>8</no></row></a>', {
      type: 'text/xml',
      query: '?events=a.[b]',
    })
    expect((await described(xml)).places).toEqual({})
    const form = { type: TYPE, places: { events: 'row[*]', subject: 'no' } }
    const { body } = await preview(xml, form).expect(200)
    expect(body.events).toMatchObject([{ subjectField: 'no' }, { subjectField: 'no' }])
    await repair(xml, form).expect(200)
    await becomes('completed', xml)
    expect(await described(xml)).toMatchObject({
      places: form.places,
      repair: { bodyChanged: false, places: {}, errorCode: 'place_invalid' },
    })
    expect(await bodyOf(xml, { form: 'original' })).toBe(await bodyOf(xml))
  })

  it('is read in UTF-8, whatever encoding the original named', async () => {
    const id = await send(Buffer.from('<a>\xfc'), { type: 'text/xml; charset=ISO-8859-1' })
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><a><userId>Jürgen</userId></a>'
    await repair(id, { body: text, type: TYPE }).expect(200)
    await becomes('completed', id)
    expect(test.seen).toMatchObject([{ user: 'Jürgen' }])
  })

  it('replaces a body that could not be unzipped, which is shown as such', async () => {
    const cut = gzipSync(test.sound).subarray(0, 20)
    const id = await send(cut, { encoding: 'gzip' })
    expect(await described(id)).toMatchObject({
      contentEncoding: 'gzip',
      errorCode: 'body_encoding',
    })
    const { body } = await preview(id, { type: TYPE }).expect(200)
    expect(body.decodeError.code).toBe('body_encoding')
    await repair(id, { body: test.sound, type: TYPE }).expect(200)
    await becomes('completed', id)
    expect(await described(id)).toMatchObject({
      contentEncoding: null,
      repair: { contentEncoding: 'gzip' },
    })
  })

  it('recognises an event that came meanwhile', async () => {
    const event = '{"eventId":"e-1","userId":"u9","publishedAt":"2026-12-01T00:00:00Z"}'
    const id = await send(event.replace('}', ',}'))
    await request(test.instance.url)
      .post(`${PATH}?type=${TYPE}`)
      .set('Authorization', `Bearer ${await test.bed.token()}`)
      .set('Content-Type', 'application/json')
      .send(event)
      .expect(200)
    await repair(id, { body: event, type: TYPE }).expect(200)
    expect(await described(id)).toMatchObject({
      duplicateOf: expect.any(String),
      deliveries: [],
    })
  })
})
