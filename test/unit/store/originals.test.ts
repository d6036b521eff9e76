import { expect, it } from '@jest/globals'
import { originalsOf } from '../../../lib/store/actions/current-form.ts'
import type { ClientBase } from '../../../lib/store/db/database.ts'

it('a message of many edited events is read once', async () => {
  const asked: string[] = []
  const query = async ({ values: [ids] }: { values: [string] }) => {
    const id = ids.replace(/^\{"(.*)"\}$/, '$1')
    asked.push(id)
    const body = Buffer.from('[{"userId":"1"},{"userId":"2"}]')
    const message = { id, keyId: null, body, contentType: 'application/json', typeHint: 'x' }
    return { rows: id === 'gone' ? [] : [message] }
  }
  const original = originalsOf({ query } as unknown as ClientBase)
  const subjectOf = async (messageId: string, ordinal: number) => {
    const event = await original({ messageId, ordinal })
    return event === null ? null : [...event.keys, ...event.params, ...event.more][0]?.value
  }
  const read: unknown[] = []
  for (const [id, ordinal] of [
    ['a', 0],
    ['a', 1],
    ['a', 7],
    ['gone', 0],
    ['gone', 1],
    ['b', 1],
  ] as const) {
    read.push(await subjectOf(id, ordinal))
  }
  expect(asked).toEqual(['a', 'gone', 'b'])
  expect(read).toEqual(['1', '2', null, null, null, '2'])
})
