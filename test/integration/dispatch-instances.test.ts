import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import { useDispatchBed } from '../support/dispatch-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

describe('dispatch in several instances', () => {
  const dispatch = useDispatchBed()
  const { start, send, deliveries, attempts } = dispatch

  it('goes on in another instance after the lease, and a late end has no effect', async () => {
    let release: () => void = () => undefined
    const frozen = new Promise<void>((resolve) => {
      release = resolve
    })
    const fences: string[] = []
    await start({
      once: {
        on: '*',
        async run(_event, { fence }) {
          fences.push(fence)
          if (fences.length === 1) await frozen
        },
      },
    })
    await send('a', 'a')
    await settledOrTimeout(() => fences.length === 1, 'the first attempt to start')
    // Simulates time: the lease ends without the knowledge of its holder.
    await dispatch.bed.db.query(`update lane set due_at = now() - interval '1 second'`)
    const second = await dispatch.bed.startInstance({
      handlers: { once: { on: '*', run: (_e, c) => void fences.push(c.fence) } },
    })
    await dispatch.bed.settled()
    release()
    await settledOrTimeout(
      () => dispatch.instance.log.some((line) => line.includes('after its lease, without effect')),
      'the late end to be noticed',
    )
    await second.stop()
    const [first = 0] = fences.map(Number)
    expect(fences.map(Number)).toEqual([first, first + 1, first + 2])
    expect((await attempts()).map((row) => row.outcome)).toEqual([
      'abandoned',
      'completed',
      'completed',
    ])
    expect(await deliveries()).toEqual([
      expect.objectContaining({ state: 'completed', attemptsStarted: 2, countedAttempts: 1 }),
      expect.objectContaining({ state: 'completed', attemptsStarted: 1 }),
    ])
  })

  it('receives in one process and dispatches in another', async () => {
    const seen: string[] = []
    const handlers = {
      split: { on: '*', run: (event: HandlerEvent) => void seen.push(event.messageId) },
    }
    await start(handlers, { environment: { ROLE: 'ingest' } })
    const dispatcher = await dispatch.bed.startInstance({
      handlers,
      environment: { ROLE: 'dispatch' },
    })
    const id = await send('a')
    await dispatch.bed.settled()
    expect(seen).toEqual([id])
    await request(dispatcher.url).post('/http/successfactors/events').expect(404)
    await dispatcher.stop()
  })

  it('gives back what does not end when the service stops', async () => {
    let started = false
    const endless: HandlerDefinition = {
      on: '*',
      run(_event, { signal }) {
        started = true
        return new Promise((_resolve, fail) => {
          signal.addEventListener('abort', () => fail(signal.reason))
        })
      },
    }
    await start({ endless }, { timings: { drain: 100 } })
    await send('a')
    await settledOrTimeout(() => started, 'the handler to start')
    await dispatch.instance.stop()
    expect((await attempts()).map((row) => row.outcome)).toEqual(['released'])
    expect(await deliveries()).toEqual([
      expect.objectContaining({
        state: 'waiting',
        holdsPlace: true,
        countedAttempts: 0,
        attemptsStarted: 1,
      }),
    ])
    const { rows } = await dispatch.bed.db.query(
      'select due_at <= now() as due, leased_by from lane',
    )
    expect(rows).toEqual([{ due: true, leased_by: null }])
  })
})
