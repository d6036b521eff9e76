import { describe, expect, it } from '@jest/globals'
import { ReceiverError } from '../../lib/errors.ts'
import type { ForgottenSubject, HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'

const parking: HandlerDefinition = {
  on: '*',
  retry: { attempts: 1 },
  run: () => {
    throw new Error('down')
  },
}

describe('the steps of an erasure', () => {
  const test = useForgettingBed()

  /** A parked delivery of a person, and no instance that carries steps out. */
  async function parked(): Promise<{ message: string; id: string; other: string }> {
    await test.start({ parking })
    const message = await test.instance.send(['u-forgotten'])
    const other = await test.instance.send(['u-other'])
    await test.isIn('failed', message)
    await test.isIn('failed', other)
    await test.stop()
    return { message, other, id: await test.subjectOf(message) }
  }

  /** Another instance takes over after the lease. */
  const endLeases = () =>
    test.bed.rows(`update action set due_at = now() - interval '1 s' where due_at is not null`)

  async function expectForgotten(actionId: string, message: string, other: string): Promise<void> {
    expect(await test.states(message)).toMatchObject([
      { state: 'cancelled', reason_code: 'forgotten' },
    ])
    expect(await test.states(other)).toMatchObject([{ state: 'failed' }])
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
    expect(await test.action(actionId)).toMatchObject({ state: 'finished', done: 1 })
    const [entry] = await test.ledgerOf(actionId)
    const [key] = await test.vault.store.find([entry?.keyId as string])
    expect(key).toMatchObject({ state: 'destroyed', wrapped: null })
    await test.api.get(`/actions/${actionId}/report`).expect(200)
  }

  it.each(['appendToLedger', 'destroy'])(
    'wait while the key store is away at %s',
    async (place) => {
      const { message, other, id } = await parked()
      const { body } = await test.forget(id).expect(202)
      let isAway = true
      test.beforeKeyStore((method) => {
        if (isAway && method === place) throw new ReceiverError('key_store_away', 'away')
      })
      for (const _lease of [1, 2]) {
        while (await test.api.runDue());
        await endLeases()
      }
      expect(await test.action(body.actionId)).toMatchObject({ state: 'running' })
      isAway = false
      await test.finished(body.actionId)
      await expectForgotten(body.actionId, message, other)
    },
  )

  it.each(['close', 'cancel', 'order', 'key', 'report', null])(
    'are done again after a crash in the commit that ends in %s',
    async (step) => {
      const { message, other, id } = await parked()
      const { body } = await test.forget(id).expect(202)
      await test.bed.rows(`
        create function crash() returns trigger language plpgsql as
          $$ begin raise exception 'crashed' using errcode = 'admin_shutdown'; end $$`)
      const isStep =
        step === null
          ? `new.state = 'finished'`
          : `new.cursor = '["${step}"]' and old.cursor is distinct from new.cursor`
      await test.bed.rows(
        `create trigger crash before update on action for each row when (${isStep}) execute function crash()`,
      )
      try {
        while (await test.api.runDue());
        expect(test.api.failures).toHaveLength(1)
        expect(await test.action(body.actionId)).toMatchObject({ state: 'running' })
      } finally {
        await test.bed.rows('drop function crash cascade')
      }
      await endLeases()
      await test.finished(body.actionId)
      await expectForgotten(body.actionId, message, other)
    },
  )

  it('keep the key until handlers got the notice, also if an instance applies the ledger meanwhile', async () => {
    const told: ForgottenSubject[] = []
    let release: () => void = () => undefined
    let runs = 0
    const erasing: HandlerDefinition = {
      on: '*',
      run: () => {
        runs += 1
        return new Promise<void>((end) => {
          release = end
        })
      },
      onForgotten: (subject) => void told.push(subject),
    }
    await test.start({ erasing })
    const message = await test.instance.send(['u-forgotten'])
    await settledOrTimeout(() => runs === 1, 'the attempt to run')
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    await test.bed.found(
      1,
      `select from action where id = $1 and cursor = '["cancel"]'`,
      body.actionId,
    )
    const second = await test.bed.startInstance({ handlers: { erasing } })
    release()
    await test.finished(body.actionId)
    await settledOrTimeout(() => told.length === 1, 'the handler to be told')
    expect(told).toEqual([{ company: 'ACME', kind: 'userId', key: 'u-forgotten' }])
    await second.stop()
  })
})
