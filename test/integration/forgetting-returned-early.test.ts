import { describe, expect, it } from '@jest/globals'
import type { ForgottenSubject, HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'
import { HIRE } from '../support/soap-message.ts'

const OTHER = 'com.example.Promotion'

describe('a person who is hired again while notices of the erasure are open', () => {
  const test = useForgettingBed()
  let told: ForgottenSubject[] = []
  let runs: string[] = []
  let release: (() => void) | null = null
  let isDown = false

  const erasing: HandlerDefinition = {
    on: '*',
    retry: { attempts: 1 },
    run(event) {
      runs.push(`${event.type}`)
      if (event.type !== OTHER) return undefined
      return new Promise<void>((end) => {
        release = end
      })
    },
    onForgotten(subject) {
      if (isDown) throw new Error('the target is down')
      told.push(subject)
    },
  }

  async function start(): Promise<void> {
    told = []
    runs = []
    release = null
    isDown = false
    await test.start({ erasing })
  }

  const read = (messageId: string) => test.api.read(`/messages/${messageId}`, { reveal: true })
  const actOn = (actionId: string, kind: string) =>
    test.api.post(`/deliveries/${actionId}/0/erasing/0/actions/${kind}`, { comment: 'by hand' })

  it('is not erased at the target, and an operator sees whose old data is left there', async () => {
    await start()
    const running = await test.instance.send(['u-back'], OTHER)
    await settledOrTimeout(() => release !== null, 'the attempt to run')
    const id = await test.subjectOf(running)
    const { body } = await test.forget(id).expect(202)
    await settledOrTimeout(async () => {
      await test.api.runDue()
      const { body: subject } = await test.api.get(`/subjects/${id}`).expect(200)
      return subject.forgottenAt !== null
    }, 'the subject to be closed')
    const hired = await test.instance.send(['u-back'], HIRE)
    await test.isIn('completed', hired)
    // The row of the old data keeps its readable key until the erasure destroys it.
    expect((await read(running)).events[0].subject.key).toBe('u-back')
    release?.()
    await test.finished(body.actionId)
    await test.isIn('failed', body.actionId)
    expect(told).toEqual([])
    expect(await test.states(body.actionId)).toEqual([
      { name: 'erasing', state: 'failed', reason_code: 'person_returned' },
    ])
    const notice = await read(body.actionId)
    expect(notice.events[0].content.keys).toContainEqual({ name: 'key', value: 'u-back' })
    expect(notice.attempts.at(-1).error).toMatchObject({ code: 'person_returned' })
    expect((await read(running)).events[0].subject.key).toBe('')
    await actOn(body.actionId, 'skip').expect(200)
    expect(runs).toEqual([OTHER, HIRE])
  })

  it('is not erased by the replay of a parked notice', async () => {
    await start()
    isDown = true
    const first = await test.instance.send(['u-back'], HIRE)
    await test.isIn('completed', first)
    const { body } = await test.forget(await test.subjectOf(first)).expect(202)
    await test.finished(body.actionId)
    await test.isIn('failed', body.actionId)
    const hired = await test.instance.send(['u-back'], HIRE)
    await test.isIn('completed', hired)
    isDown = false
    await actOn(body.actionId, 'replay').expect(200)
    await settledOrTimeout(
      async () => (await test.states(body.actionId))[0]?.reason_code === 'person_returned',
      'the replay to end',
    )
    expect(told).toEqual([])
  })
})
