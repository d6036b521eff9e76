import { describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { useDispatchBed } from '../support/dispatch-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { HIRE } from '../support/soap-message.ts'

describe('a handler that changes while deliveries wait', () => {
  const dispatch = useDispatchBed()

  /** Records two events with one version of the handler and starts the next version. */
  async function change(before: HandlerDefinition['on'], after: Partial<HandlerDefinition>) {
    await dispatch.start(
      { changed: { on: before, run: () => undefined } },
      { environment: { ROLE: 'ingest' } },
    )
    await dispatch.send('a', 'a')
    return restart(after)
  }
  async function restart(version: Partial<HandlerDefinition>) {
    await dispatch.instance.stop()
    const seen: (string | null)[] = []
    const run: HandlerDefinition['run'] = (event) => void seen.push(event.key('userId'))
    await dispatch.start({ changed: { on: '*', run, ...version } })
    return seen
  }
  const firstFailed = () =>
    settledOrTimeout(
      async () => (await dispatch.deliveries())[0]?.state === 'failed',
      'the first delivery to fail',
    )

  it('parks a delivery of a type that it no longer takes, and does not run', async () => {
    const seen = await change(HIRE, { on: ['com.example.Other', '*.ReHire'] })
    await firstFailed()
    expect(await dispatch.deliveries()).toMatchObject([
      { state: 'failed', reasonCode: 'type_no_longer_taken', holdsPlace: true, countedAttempts: 0 },
      { state: 'waiting', attemptsStarted: 0 },
    ])
    const [attempt] = await dispatch.attempts()
    expect(attempt?.outcome).toBe('rejected')
    expect(attempt?.error.message).toContain(HIRE)
    expect(seen).toEqual([])
  })

  it('goes on in order after a replay by a version that takes the type again', async () => {
    await change(HIRE, { on: 'com.example.Other' })
    await firstFailed()
    const seen = await restart({ on: 'com.*' })
    const [first] = await dispatch.bed.rows<{ id: string }>('select id from message')
    await dispatch.instance
      .post(`/deliveries/${first?.id}/0/changed/0/actions/replay`, { comment: 'takes it again' })
      .expect(200)
    await dispatch.bed.settled()
    expect(seen).toEqual(['a', 'a'])
  })

  it.each<[string, HandlerDefinition['on']]>([
    ['a pattern still takes the type', '*.Hire'],
    ['a predicate takes other events now', () => false],
  ])('runs it if %s', async (_, on) => {
    const seen = await change(HIRE, { on })
    await dispatch.bed.settled()
    expect(seen).toEqual(['a', 'a'])
  })
})
