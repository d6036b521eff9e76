import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Caller } from '../../lib/auth/caller.ts'
import { reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('the fields that edits changed', () => {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({
      handlers: { directory: { on: '*', run: () => reject('not now') } },
    })
    api = await startOperations(bed)
  })
  afterAll(async () => {
    expect([api.internalErrors, api.failures]).toEqual([[], []])
    await api.stop()
    await bed.stop()
  })
  beforeEach(async () => {
    for (const table of ['action', 'action_item', 'edited_event', 'lane', 'delivery']) {
      await bed.db.query(`delete from ${table}`)
    }
  })

  const failed = (id: string, edit: number) =>
    settledOrTimeout(async () => {
      const { rows } = await bed.db.query(
        `select 1 from delivery d join lane l using (handler_id, subject_id)
         where message_id = $1 and edit = $2 and state = 'failed' and status = 'parked'`,
        [id, edit],
      )
      return rows.length === 1
    }, `form ${edit} of ${id} to fail`)
  const send = async (userId: string): Promise<string> => {
    const answer = await instance
      .call(soapMessage([{ userId, params: { email: 'a@example.com', jobCode: 'clrek' } }]))
      .expect(200)
    const id = answer.headers.sap_messageprocessinglogid as string
    await failed(id, 0)
    return id
  }
  const edit = async (id: string, event: object): Promise<string> => {
    const path = `/deliveries/${id}/0/directory/0/actions/edit`
    return (await api.post(path, { event }).expect(200)).body.actionId
  }
  const editAll = async (event: object): Promise<string> => {
    const body = { filter: { handler: 'directory' }, event }
    const { actionId } = (await api.post('/deliveries/actions/edit', body).expect(202)).body
    await settledOrTimeout(async () => {
      await api.runDue()
      return (await api.get(`/actions/${actionId}`)).body.state === 'finished'
    }, 'the action to end')
    return actionId
  }
  const formOf = async (actionId: string) =>
    (await api.read(`/actions/${actionId}/items`)).items[0].edit as number
  const pathOf = (id: string, form: number) => `/deliveries/${id}/0/directory/0/edits/${form}`
  const reveals = async () =>
    (await bed.db.query(`select detail from action where kind = 'reveal'`)).rows

  it('are named for everybody with marks, and with values behind Reveal, which is recorded', async () => {
    const id = await send('20001')
    const params = [
      { name: 'email', value: 'b@example.com' },
      { name: 'jobCode', value: 'clerk' },
      { name: 'personIdExternal', value: 'P20001' },
    ]
    const actionId = await edit(id, { type: 'com.example.Right', params })
    const { body: masked } = await api.get(pathOf(id, await formOf(actionId))).expect(200)
    expect(masked).toEqual({
      edit: 1,
      revealed: false,
      tooLarge: false,
      fields: [
        { part: 'type', name: null, before: expect.any(String), after: 'com.example.Right' },
        { part: 'params', name: 'email', before: '‹email›', after: '‹email›' },
        { part: 'params', name: 'jobCode', before: '‹jobCode›', after: '‹jobCode›' },
      ],
    })
    expect(await reveals()).toEqual([])
    const { body } = await api.get(pathOf(id, 1), { reveal: true }).expect(200)
    expect(body.revealed).toBe(true)
    expect(body.fields.slice(1)).toEqual([
      { part: 'params', name: 'email', before: 'a@example.com', after: 'b@example.com' },
      { part: 'params', name: 'jobCode', before: 'clrek', after: 'clerk' },
    ])
    expect(await reveals()).toEqual([{ detail: { what: 'values', messageId: id } }])
    // The action tells the parts alone.
    const { body: action } = await api.get(`/actions/${actionId}`).expect(200)
    expect(action.detail).toEqual({ changed: ['type', 'params'], edit: 1 })
  })

  it('are those of each edit, whether it was of one delivery or of many', async () => {
    const id = await send('20002')
    const first = await editAll({ type: 'a' })
    await failed(id, 1)
    const second = await edit(id, { type: 'b' })
    await failed(id, 2)
    const third = await editAll({ entityType: 'c' })
    await failed(id, 3)
    expect(await Promise.all([first, second, third].map(formOf))).toEqual([1, 2, 3])
    const { body } = await api.get(pathOf(id, 2)).expect(200)
    expect(body.fields).toEqual([{ part: 'type', name: null, before: 'a', after: 'b' }])
    // An action that is no edit has no form.
    const replay = `/deliveries/${id}/0/directory/0/actions/replay`
    expect(await formOf((await api.post(replay).expect(200)).body.actionId)).toBeNull()
    await failed(id, 3)
  })

  it('are not shown for a missing form, or to a caller without the grant', async () => {
    const id = await send('20003')
    await api.get(pathOf(id, 1)).expect(404)
    await edit(id, { type: 'a' })
    await failed(id, 1)
    await api.get(pathOf(id, 0)).expect(404)
    await api.get(pathOf(id, 2)).expect(404)
    const caller: Caller = {
      issuer: 'i',
      clientId: 'c',
      tenant: 't',
      user: null,
      grants: new Set(['Monitor']),
      scopes: [],
      person: false,
      certificate: null,
    }
    const reader = await startOperations(bed, { caller })
    await reader.get(pathOf(id, 1)).expect(200)
    const { body } = await reader.get(pathOf(id, 1), { reveal: true }).expect(403)
    expect(body.error.code).toBe('grant_missing')
    await reader.stop()
    await bed.db.query(`update message set key_id = null, body = 'x' where id = $1`, [id])
    const { body: unreadable } = await api.get(pathOf(id, 1)).expect(200)
    expect(unreadable).toEqual({ edit: 1, revealed: false, fields: null, tooLarge: false })
  })
  it('are null, without a recorded reveal, if the form is unreadable', async () => {
    const id = await send('20004')
    await edit(id, { type: 'a' })
    await failed(id, 1)
    const key = 'select key_id::text as key from edited_event where message_id = $1'
    const [row] = await bed.rows<{ key: string }>(key, id)
    await bed.vault.store.destroy(row?.key ?? '')
    await api.dropDestroyedKeys()
    const { body } = await api.get(pathOf(id, 1), { reveal: true }).expect(200)
    expect(body).toEqual({ edit: 1, revealed: false, fields: null, tooLarge: false })
    expect(await reveals()).toEqual([])
  })
})
