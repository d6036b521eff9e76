import { describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { registerHandlers } from '../../lib/store/registry/register-handlers.ts'
import { useDispatchBed } from '../support/dispatch-bed.ts'

const sound: HandlerDefinition = { on: '*', run: () => undefined }

describe('a deployment while all handlers are on hold', () => {
  const dispatch = useDispatchBed()
  const act = async (path: string) =>
    dispatch.instance.post(`/handlers/${path}`, { comment: 'emergency' }).expect(200)
  const deploy = async (...names: string[]) => {
    await dispatch.instance?.stop()
    await dispatch.start(Object.fromEntries(names.map((name) => [name, sound])))
  }
  const handlers = () =>
    dispatch.bed.rows<{ name: string; state: string; hold: string | null }>(
      'select name, state, hold_id as hold from handler order by name',
    )

  it('holds a new handler too, until all are resumed', async () => {
    await deploy('account')
    const { body } = await act('actions/hold')
    await deploy('account', 'badge', 'card')
    const hold = body.actionId
    expect(await handlers()).toEqual(
      ['account', 'badge', 'card'].map((name) => ({ name, state: 'held', hold })),
    )
    await dispatch.send('a')
    await act('actions/resume')
    await dispatch.bed.settled()
    expect((await dispatch.deliveries()).map(({ state }) => state)).toEqual(
      Array(3).fill('completed'),
    )
  })

  it('holds a handler that comes back', async () => {
    await deploy('account', 'badge')
    await deploy('account')
    await dispatch.bed.db.query(`update handler set retired_at = now() where name = 'badge'`)
    await act('actions/hold')
    await deploy('account', 'badge')
    expect(await handlers()).toMatchObject([{ state: 'held' }, { state: 'held' }])
  })

  it('does not hold the handler of the audit log', async () => {
    await deploy('account')
    await act('actions/hold')
    const definition = { internal: true }
    await registerHandlers(dispatch.bed.db, [{ name: 'audit', formerly: [], definition }], null)
    expect(await handlers()).toMatchObject([{ state: 'held' }, { name: 'audit', state: 'running' }])
  })

  it.each([
    ['one of them was resumed', 'actions/hold', 'account/actions/resume'],
    ['only single ones are on hold', 'account/actions/hold', 'badge/actions/hold'],
  ])('holds no new handler if %s', async (_, first, second) => {
    await deploy('account', 'badge')
    await act(first)
    await act(second)
    await deploy('account', 'badge', 'card')
    expect((await handlers()).at(-1)).toEqual({ name: 'card', state: 'running', hold: null })
  })
})
