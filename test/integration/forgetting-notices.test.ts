import { describe, expect, it } from '@jest/globals'
import { verifyErasureReport } from '../../lib/encryption/erasure-report.ts'
import type { ForgottenSubject, HandlerDefinition } from '../../lib/handler.ts'
import { endNotices } from '../../lib/store/forget/notices.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'

describe('handlers that erase a person at their target', () => {
  const test = useForgettingBed()
  let order: string[] = []
  let told: ForgottenSubject[] = []
  let failures = 0

  const erasing: HandlerDefinition = {
    on: '*',
    retry: { attempts: 5, firstDelayMs: 1 },
    run: (event) => void order.push(`run ${event.key('userId')}`),
    onForgotten: (subject, { log, idempotencyKey }) => {
      log.info('erased', { key: subject.key, idempotencyKey })
      if (failures > 0) {
        failures -= 1
        throw new Error(`the target does not answer for ${subject.key}`)
      }
      order.push('forgotten')
      told.push(subject)
    },
  }
  const others: HandlerDefinition = { on: '*', run: (event) => void order.push(`${event.type}`) }

  it('run in its lane, with retries; other handlers get none, and the key is destroyed last', async () => {
    order = []
    told = []
    failures = 2
    await test.start({ erasing })
    const message = await test.instance.send(['u-forgotten'])
    await test.isIn('completed', message)
    await test.stop()
    await test.start({ erasing, others })
    order = []
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    expect(body.handlersTold).toEqual(['erasing'])
    await test.finished(body.actionId)
    await settledOrTimeout(() => told.length === 1, 'the handler to be told')
    expect(told).toEqual([{ company: 'ACME', kind: 'userId', key: 'u-forgotten' }])
    await test.isIn('completed', body.actionId)
    expect(order).toEqual(['forgotten'])
    expect(await test.states(body.actionId)).toMatchObject([
      { name: 'erasing', state: 'completed' },
    ])
    const attempts = await test.bed.rows<{ outcome: string }>(
      'select outcome from attempt where message_id = $1 order by number',
      body.actionId,
    )
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'completed'])

    const readable = await test.api.get(`/messages/${body.actionId}`, { reveal: true }).expect(200)
    expect(JSON.stringify(readable.body.events)).toContain('u-forgotten')
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
    await endNotices(test.bed.db as never)
    // The API's own process hears of it by its poll.
    await settledOrTimeout(async () => {
      const { body: later } = await test.api
        .get(`/messages/${body.actionId}`, { reveal: true })
        .expect(200)
      return !JSON.stringify(later).includes('u-forgotten')
    }, 'the notice to be unreadable')

    const { body: signed } = await test.api.get(`/actions/${body.actionId}/report`).expect(200)
    const { body: keys } = await test.api.get('/erasure-keys').expect(200)
    expect(await verifyErasureReport(signed.report, keys)).toMatchObject({
      handlersTold: ['erasing'],
    })
  })

  it('keep the key while a notice is parked, until an operator has replayed it', async () => {
    told = []
    failures = 5
    await test.start({ erasing })
    const message = await test.instance.send(['u-parked'])
    await test.isIn('completed', message)
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    await test.finished(body.actionId)
    await test.isIn('failed', body.actionId)
    await endNotices(test.bed.db as never)
    await test.api
      .post(`/deliveries/${body.actionId}/0/erasing/0/actions/replay`, {
        comment: 'target is back',
      })
      .expect(200)
    await settledOrTimeout(() => told.length === 1, 'the handler to be told')
    expect(told[0]?.key).toBe('u-parked')
  })

  it('park if they fail, also at a handler that skips failed events', async () => {
    failures = 1
    await test.start({ erasing: { ...erasing, onFailure: 'skip', retry: { attempts: 1 } } })
    const message = await test.instance.send(['u-skipping'])
    await test.isIn('completed', message)
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    await test.finished(body.actionId)
    await test.isIn('failed', body.actionId)
    const { body: parked } = await test.api.get('/lanes?status=parked').expect(200)
    expect(parked.items).toMatchObject([{ handler: 'erasing', status: 'parked' }])
  })

  it('run after a hold whose waiting deliveries were skipped', async () => {
    told = []
    failures = 0
    await test.start({ erasing })
    const message = await test.instance.send(['u-held'])
    await test.isIn('completed', message)
    await test.api.post('/handlers/erasing/actions/hold', { comment: 'repair' }).expect(200)
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    await test.finished(body.actionId)
    const other = await test.instance.send(['u-waits'])
    const skipping = { comment: 'start afresh', dryRun: true }
    const { body: preview } = await test.api
      .post('/handlers/erasing/actions/skip-waiting', skipping)
      .expect(202)
    expect(preview.matched).toBe(1)
    await test.api
      .post('/handlers/erasing/actions/skip-waiting', { ...skipping, dryRun: false })
      .expect(202)
    await settledOrTimeout(async () => {
      await test.api.runDue()
      return told.length === 1
    }, 'the handler to be told')
    expect(told[0]?.key).toBe('u-held')
    expect(await test.states(other)).toMatchObject([{ state: 'cancelled' }])
  })

  it('cannot be edited or run again, and actions for many take them only by their type', async () => {
    told = []
    failures = 1
    await test.start({ erasing: { ...erasing, retry: { attempts: 1 } } })
    const message = await test.instance.send(['u-parked'])
    await test.isIn('completed', message)
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    await test.finished(body.actionId)
    await test.isIn('failed', body.actionId)
    const one = `/deliveries/${body.actionId}/0/erasing/0/actions`
    const keys = [{ name: 'key', value: 'u-somebody-else' }]
    for (const [kind, more] of [
      ['edit', { event: { keys } }],
      ['rerun', {}],
    ] as const) {
      const { body: refused } = await test.api
        .post(`${one}/${kind}`, { comment: 'x', ...more })
        .expect(409)
      expect(refused.error.code).toBe('erasure_notice')
    }
    const counted = async (kind: string, filter: object) =>
      (
        await test.api
          .post(`/deliveries/actions/${kind}`, { filter, comment: 'x', dryRun: true })
          .expect(202)
      ).body.matched
    const type = 'sf-event-receiver.forgotten'
    expect(await counted('cancel', { handler: 'erasing' })).toBe(0)
    expect(await counted('skip', { handler: 'erasing' })).toBe(0)
    expect(await counted('skip', { handler: 'erasing', type })).toBe(1)
    expect(await counted('cancel', { messages: { type } })).toBe(1)
    expect(await counted('replay', { handler: 'erasing' })).toBe(1)
    await test.api.post(`${one}/replay`, { comment: 'target is back' }).expect(200)
    await test.isIn('completed', body.actionId)
    expect(await counted('rerun', { handler: 'erasing', type })).toBe(0)
    await test.api.post(`${one}/rerun`, { comment: 'x' }).expect(409)
  })
})
