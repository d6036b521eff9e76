import { describe, expect, it } from '@jest/globals'
import type { Grant } from '../../lib/auth/caller.ts'
import { startOperations } from '../support/operations-bed.ts'
import { TYPE, useRepair } from '../support/repair-bed.ts'

describe('a repair and its preview', () => {
  const { test, send, api, preview, repair, described, bodyOf, stored } = useRepair()

  it('is previewed with the lane of each event, and nothing is stored', async () => {
    const id = await send(test.broken)
    const before = await stored()
    const { body } = await preview(id, {
      body: `[${test.sound},{"code":"p1"},{"firstName":"Ole"}]`,
      type: TYPE,
    }).expect(200)
    expect(body).toMatchObject({
      revealed: false,
      decodeError: null,
      format: 'json',
      contract: 'record',
      type: TYPE,
      eventCount: 3,
      events: [
        { ordinal: 0, subjectKind: 'userId', subjectField: 'userId', subjectValue: test.user },
        { ordinal: 1, subjectKind: 'entity', subjectField: 'code', subjectValue: '‹code›' },
        { ordinal: 2, subjectKind: 'event', subjectField: null, subjectValue: null },
      ],
    })
    expect(body.events[0].content.keys).toContainEqual({ name: 'firstName', value: '‹firstName›' })
    expect(await stored()).toEqual(before)
    expect(test.seen).toEqual([])
    const unreadable = await preview(id, { body: '{' }).expect(200)
    expect(unreadable.body).toMatchObject({ decodeError: { code: 'json_malformed' }, events: [] })
  })

  it('shows values with Reveal, and records that', async () => {
    const id = await send(test.broken)
    const { body } = await preview(id, {
      body: `[${test.sound},{"code":"p1"}]`,
      reveal: true,
    }).expect(200)
    expect(body.events[0].content.keys).toContainEqual({ name: 'firstName', value: 'Jana' })
    expect(body.events[1].subjectValue).toBe('p1')
    const { rows } = await test.bed.db.query(
      `select detail from action where kind = 'reveal' and detail->>'messageId' = $1`,
      [id],
    )
    expect(rows).toEqual([{ detail: { what: 'values', messageId: id } }])
  })

  it('lets one of several operators and decoders through', async () => {
    const id = await send(test.broken)
    const forms = ['u1', 'u2', 'u3'].map((userId) => ({
      body: JSON.stringify({ userId, firstName: 'Jana' }),
      type: TYPE,
    }))
    const answers = await Promise.all([
      ...forms.map((form) => repair(id, form)),
      api('post', `${id}/actions/decode`).send({}),
    ])
    const statuses = answers.map(({ status }) => status)
    expect(statuses.slice(0, 3).sort()).toEqual([200, 409, 409])
    const losers = answers.filter(({ status }) => status === 409)
    for (const { body } of losers) {
      expect(body.error.code).toMatch(/^(not|still)_undecodable$/)
    }
    const { rows } = await test.bed.db.query(
      'select count(*)::int as n from event where message_id = $1',
      [id],
    )
    expect(rows).toEqual([{ n: 1 }])
    const { rows: acts } = await test.bed.db.query(
      `select id from action where kind = 'repair' and detail->>'messageId' = $1`,
      [id],
    )
    expect(acts).toEqual([{ id: (await described(id)).repair.actionId }])
  })

  it('is refused where there is nothing to repair, and leaves everything as it is', async () => {
    const id = await send(test.broken)
    const before = await stored()
    const still = await repair(id, { body: '{"a":', type: TYPE }).expect(409)
    expect(still.body.error.code).toBe('still_undecodable')
    await repair(id, { comment: 'nothing' }).expect(400)
    await repair(id, { places: { events: 'a..b' } }).expect(400)
    await repair(id, { body: 'x'.repeat(1024 * 1024 + 1) }).expect(413)
    await repair(id, { body: '\u0001'.repeat(400_000) }).expect(413)
    expect(await stored()).toEqual(before)
    expect(await bodyOf(id)).toBe(test.broken)
    await repair(id, { body: test.sound, type: TYPE }).expect(200)
    for (const again of [repair(id, { body: test.sound }), preview(id, {})]) {
      expect((await again.expect(409)).body.error.code).toBe('not_undecodable')
    }
    await repair(crypto.randomUUID(), { body: test.sound }).expect(404)
  })

  it('shows and takes a body with Reveal alone, and is for people with Operate', async () => {
    const id = await send('{"firstName":"Jana","userId":"u1"}\n{', { query: `?type=${TYPE}` })
    const by = async (...grants: Grant[]) =>
      startOperations(test.bed, {
        caller: {
          issuer: 'https://harbour.example',
          clientId: 'page',
          tenant: 't-1',
          grants: new Set(grants),
          person: true,
          user: 'someone@example.com',
          scopes: [],
          certificate: null,
        },
      })
    const monitor = await by('Monitor', 'Reveal')
    await monitor.post(`/messages/${id}/actions/preview-repair`, {}).expect(403)
    await monitor.post(`/messages/${id}/actions/repair`, { type: TYPE }).expect(403)
    const operate = await by('Monitor', 'Operate')
    await operate.post(`/messages/${id}/actions/preview-repair`, { body: test.sound }).expect(403)
    await operate.post(`/messages/${id}/actions/preview-repair`, { reveal: true }).expect(403)
    await operate.post(`/messages/${id}/actions/repair`, { body: test.sound }).expect(403)
    await operate.post(`/messages/${id}/actions/preview-repair`, { type: TYPE }).expect(200)
    // A type and an id are shown to everybody: such a place would show any value.
    for (const places of [{ type: 'firstName' }, { id: 'firstName' }]) {
      for (const action of ['preview-repair', 'repair']) {
        const path = `/messages/${id}/actions/${action}`
        const { body } = await operate.post(path, { contentType: null, places }).expect(403)
        expect(body.error.code).toBe('grant_missing')
      }
    }
    const subject = { contentType: null, places: { subject: 'firstName' } }
    await operate.post(`/messages/${id}/actions/preview-repair`, subject).expect(200)
    for (const api of [monitor, operate]) {
      expect(api.internalErrors).toEqual([])
      await api.stop()
    }
  })
})
