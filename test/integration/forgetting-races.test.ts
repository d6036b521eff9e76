import { describe, expect, it } from '@jest/globals'
import type { ClientBase, Pool } from 'pg'
import { actForOperator } from '../../lib/store/actions/act-on-locked.ts'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import { addDeliveries } from '../../lib/store/record/add-deliveries.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'

const done = { on: '*', run: () => undefined }

describe('an erasure while another transaction adds deliveries of the person', () => {
  const test = useForgettingBed()

  async function completed(): Promise<string> {
    await test.start({ done })
    const message = await test.instance.send(['u-forgotten'])
    await test.isIn('completed', message)
    await test.stop()
    return message
  }

  /** Runs a transaction, and as much of the erasure as it allows after one of its statements. */
  async function forgetDuring(
    message: string,
    statement: string,
    work: (client: ClientBase) => Promise<unknown>,
  ): Promise<void> {
    let actionId: string | null = null
    const forget = async () => {
      const { body } = await test.forget(await test.subjectOf(message)).expect(202)
      while (await test.api.runner.runDue());
      actionId = body.actionId
    }
    await inTransaction(test.bed.db as unknown as Pool, async (client) => {
      const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>
      const hooked = async (config: { readonly name?: string }, ...rest: unknown[]) => {
        const result = await query(config, ...rest)
        if (config.name === statement && actionId === null) await forget()
        return result
      }
      Object.assign(client, { query: hooked })
      try {
        await work(client)
      } finally {
        Object.assign(client, { query })
      }
      return { result: undefined, lastStatement: Promise.resolve() }
    })
    expect(actionId).not.toBeNull()
    await test.finished(actionId ?? '')
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
    const delivery = {
      handlerId: added?.id ?? 0,
      subject,
      failure: null,
      startAt: null,
      overtaken: false,
    }
    await forgetDuring(message, 'find-events', (client) =>
      addDeliveries(client, [{ messageId: message, company: 'ACME', deliveries: [[delivery]] }]),
    )
    expect(await test.states(message)).toMatchObject([
      { name: 'added', state: 'cancelled', reason_code: 'forgotten' },
      { name: 'done', state: 'completed' },
    ])
  })
})
