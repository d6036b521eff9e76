import { describe, expect, it } from '@jest/globals'
import { personWith, useForgettingBed } from '../support/forgetting-bed.ts'

describe('the rules of forgetting', () => {
  const test = useForgettingBed()
  const send = async (user: string) => test.subjectOf(await test.instance.send([user]))

  it('refuses a subject under legal hold with the reason, until the hold is lifted', async () => {
    await test.start({})
    const id = await send('u-held')
    const hold = (reason: string) => test.api.post(`/subjects/${id}/actions/legal-hold`, { reason })
    const lift = () => test.api.post(`/subjects/${id}/actions/lift-legal-hold`, { reason: 'x' })
    expect((await lift().expect(409)).body.error.code).toBe('no_legal_hold')
    await hold('dispute 7').expect(200)
    expect((await hold('x').expect(409)).body.error.code).toBe('legal_hold_exists')
    for (const dryRun of [true, false]) {
      const { body } = await test.forget(id, { dryRun }).expect(409)
      expect(body.error).toEqual({
        code: 'legal_hold',
        message: expect.stringContaining('dispute 7'),
      })
    }
    const { body: subject } = await test.api.get(`/subjects/${id}`).expect(200)
    expect(subject).toMatchObject({ legalHold: 'dispute 7', forgottenAt: null })
    await lift().expect(200)
    const { body } = await test.forget(id).expect(202)
    expect((await hold('x').expect(409)).body.error.code).toBe('legal_hold_exists')
    await test.finished(body.actionId)
  })

  it('takes one request for a subject, cannot be stopped, and needs a reason', async () => {
    await test.start({})
    const id = await send('u-forgotten')
    await test.stop()
    await test.api.post(`/subjects/${id}/actions/forget`).expect(400)
    await test.forget(id, { reason: ' ' }).expect(400)
    await test.forget('999999').expect(404)
    const { body } = await test.forget(id).expect(202)
    expect((await test.forget(id).expect(409)).body.error.code).toBe('already_forgotten')
    const pending = await test.api.get(`/actions/${body.actionId}/report`).expect(409)
    expect(pending.body.error.code).toBe('report_pending')
    const stop = await test.api.post(`/actions/${body.actionId}/actions/stop`).expect(409)
    expect(stop.body.error.code).toBe('action_ended')
    await test.finished(body.actionId)
    expect((await test.forget(id).expect(409)).body.error.code).toBe('already_forgotten')
    const { body: subject } = await test.api.get(`/subjects/${id}`).expect(200)
    expect(subject).toMatchObject({ key: '', forgetAction: body.actionId })
    expect(subject.forgottenAt).not.toBeNull()
  })

  it('needs Forget, and allows a number of requests within an hour', async () => {
    await test.start({})
    const ids = [await send('a'), await send('b'), await send('c')]
    const ask = (api: typeof test.api, index: number) =>
      api.post(`/subjects/${ids[index]}/actions/forget`, { reason: 'x' })
    const operator = await test.startApi({ caller: personWith('Monitor', 'Reveal', 'Operate') })
    const denied = await ask(operator, 0).expect(403)
    await operator.stop()
    expect(denied.body.error.code).toBe('grant_missing')
    const bounded = await test.startApi({
      caller: personWith('Monitor', 'Forget'),
      forgetting: { maxPerHour: 2 },
    })
    await ask(bounded, 0).expect(202)
    await ask(bounded, 1).expect(202)
    const refused = await ask(bounded, 2).expect(429)
    await bounded.stop()
    expect(refused.body.error.code).toBe('forget_limit')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500)
  })

  it('lets nothing of a forgotten person run again', async () => {
    await test.start({ done: { on: '*', run: () => undefined } })
    const message = await test.instance.send(['u-forgotten'])
    await test.isIn('completed', message)
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    await test.finished(body.actionId)
    const again = await test.api
      .post(`/deliveries/${message}/0/done/0/actions/rerun`, { comment: 'x' })
      .expect(409)
    expect(again.body.error.code).toBe('forgotten')
  })
})

describe('an erasure that is interrupted', () => {
  const test = useForgettingBed()

  const PLACES = ['appendToLedger', 'destroy'] as const
  it.each(PLACES)('goes on after a crash at %s, with one entry in the ledger', async (place) => {
    await test.start({})
    const id = await test.subjectOf(await test.instance.send(['u-forgotten']))
    await test.stop()
    const keyId = await keyOf(id)
    let crashes = 2
    test.beforeKeyStore((method) => {
      if (method !== place || crashes === 0) return
      crashes -= 1
      throw new Error('crashed')
    })
    const { body } = await test.forget(id).expect(202)
    for (const _crash of [1, 2]) {
      while (await test.api.runDue());
      // Another instance takes over after the lease.
      await test.bed.rows(
        `update action set due_at = now() - interval '1 s' where due_at is not null`,
      )
    }
    await test.finished(body.actionId)
    expect(test.api.failures).toHaveLength(2)
    expect(await test.ledgerOf(body.actionId)).toMatchObject([{ keyId }])
    expect(await test.vault.store.find([keyId])).toMatchObject([
      { state: 'destroyed', wrapped: null },
    ])
  })

  async function keyOf(subjectId: string): Promise<string> {
    const [row] = await test.bed.rows<{ key_id: string }>(
      'select key_id from subject where id = $1',
      subjectId,
    )
    return row?.key_id as string
  }
})
