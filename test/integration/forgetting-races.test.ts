import { describe, expect, it } from '@jest/globals'
import type { ClientBase, Pool } from 'pg'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { actForOperator } from '../../lib/store/actions/act-for-operator.ts'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import { addDeliveries } from '../../lib/store/record/add-deliveries.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'

const done = { on: '*', run: () => undefined }
const delivery = { failure: null, startAt: null, overtaken: false }

describe('an erasure while another transaction adds deliveries of the person', () => {
  const test = useForgettingBed()

  async function completed(): Promise<string> {
    await test.start({ done })
    const message = await test.instance.send(['u-forgotten'])
    await test.isIn('completed', message)
    await test.stop()
    return message
  }

  /** Runs a transaction, and other work after one of its statements. */
  async function during(
    statement: string,
    work: (client: ClientBase) => Promise<unknown>,
    meanwhile: () => Promise<void>,
  ): Promise<void> {
    let isOver = false
    await inTransaction(test.bed.db as unknown as Pool, async (client) => {
      const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>
      const hooked = async (config: { readonly name?: string }, ...rest: unknown[]) => {
        const result = await query(config, ...rest)
        if (config.name === statement && !isOver) {
          isOver = true
          await meanwhile()
        }
        return result
      }
      Object.assign(client, { query: hooked })
      try {
        await work(client)
      } finally {
        Object.assign(client, { query })
      }
    })
    expect(isOver).toBe(true)
  }

  /** As much of an erasure as a transaction allows. */
  async function forgetDuring(
    message: string,
    statement: string,
    work: (client: ClientBase) => Promise<unknown>,
  ): Promise<void> {
    let actionId = ''
    await during(statement, work, async () => {
      const { body } = await test.forget(await test.subjectOf(message)).expect(202)
      while (await test.api.runDue());
      actionId = body.actionId
    })
    await test.finished(actionId)
    expect(
      await test.bed.rows(
        `select state from delivery where state not in ('completed', 'cancelled')`,
      ),
    ).toEqual([])
  }

  it('cancels a run that an operator has just added', async () => {
    const message = await completed()
    const [row] = await test.bed.rows<{ handler_id: number }>('select handler_id from delivery')
    const key = { messageId: message, ordinal: 0, handlerId: row?.handler_id ?? 0, run: 0 }
    const action = { kind: 'rerun', comment: 'x', changes: null } as const
    await forgetDuring(message, 'read-locked-deliveries', (client) =>
      actForOperator(client, [key], action),
    )
    expect(await test.states(message)).toMatchObject([
      { state: 'completed' },
      { state: 'cancelled', reason_code: 'forgotten' },
    ])
  })

  it('cancels a delivery to a handler that was just added', async () => {
    const message = await completed()
    const [added] = await test.bed.rows<{ id: number }>(
      `insert into handler (name, definition) select 'added', definition from handler where name = 'done' returning id`,
    )
    const subject = { kind: 'userId', key: 'u-forgotten' }
    const planned = { ...delivery, handlerId: added?.id ?? 0, subject }
    await forgetDuring(message, 'find-events', (client) =>
      addDeliveries(client, [{ messageId: message, company: 'ACME', deliveries: [[planned]] }]),
    )
    expect(await test.states(message)).toMatchObject([
      { name: 'added', state: 'cancelled', reason_code: 'forgotten' },
      { name: 'done', state: 'completed' },
    ])
  })

  it('keeps the key of a lane that an event of another person has just joined', async () => {
    const byName: HandlerDefinition = { ...done, orderBy: () => 'a name' }
    await test.start({ byName, done })
    const message = await test.instance.send(['u-forgotten'])
    await test.bed.found(2, `select from delivery where state = 'completed'`)
    await test.stop()
    await test.start({ done })
    const other = await test.instance.send(['u-other'])
    await test.isIn('completed', other)
    await test.stop()
    await test.bed.rows(`delete from delivery where message_id = $1`, other)
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    const isAt = (step: string) =>
      test.bed.rows(`select from action where cursor = $1::jsonb`, JSON.stringify([step]))
    while ((await isAt('cancel')).length === 0) await test.api.runDue()
    const [row] = await test.bed.rows<{ id: number }>(
      `select id from handler where name = 'byName'`,
    )
    const subject = { kind: 'orderBy', key: 'a name' }
    const planned = { ...delivery, handlerId: row?.id ?? 0, subject }
    const plan = { messageId: other, company: 'ACME', deliveries: [[planned]] }
    await during(
      'find-or-add-subjects',
      (client) => addDeliveries(client, [plan]),
      async () => {
        while (await test.api.runDue());
      },
    )
    await test.finished(body.actionId)
    const [lane] = await test.bed.rows<{ key_id: string | null }>(
      `select s.key_id from delivery d join subject s on s.id = d.subject_id
       where d.message_id = $1 and s.kind = 'orderBy'`,
      other,
    )
    expect(lane?.key_id).toEqual(expect.any(String))
    const stored = await test.vault.store.find([lane?.key_id ?? ''])
    expect(stored).toMatchObject([{ state: 'living' }])
  })
})
