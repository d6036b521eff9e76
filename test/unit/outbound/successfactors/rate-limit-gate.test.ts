import { describe, expect, it } from '@jest/globals'
import { answerOf } from '../../../../lib/outbound/destinations/destination.ts'
import { DestinationError } from '../../../../lib/outbound/destinations/destination-error.ts'
import { createRateLimitGate } from '../../../../lib/outbound/successfactors/rate-limit-gate.ts'

const signal = new AbortController().signal
const SF = 'successfactors'

function refusal(status: number, retryAfterMs: number | null): DestinationError {
  const answer = answerOf(status, new Headers(), new Uint8Array())
  return new DestinationError({ destination: SF, method: 'GET' }, answer, retryAfterMs)
}

/** A rateLimitGate whose clock moves when somebody waits. */
function onAClock() {
  let now = 0
  const waits: number[] = []
  const wait = async (ms: number) => {
    waits.push(ms)
    now = Math.max(now, now + ms)
  }
  return { rateLimitGate: createRateLimitGate({ now: () => now, wait }), waits }
}

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  )

describe('rateLimitGate towards SuccessFactors', () => {
  it('sends nothing more once it asked for a pause, whatever stands in the queue', async () => {
    const { rateLimitGate } = onAClock()
    let sent = 0
    const call = async () => {
      sent += 1
      await new Promise(setImmediate)
      throw refusal(429, 300_000)
    }
    const ends = await Promise.all(
      Array.from({ length: 30 }, () => failureOf(rateLimitGate.run(SF, signal, call))),
    )
    expect(sent).toBe(4)
    expect(ends).toHaveLength(30)
    for (const end of ends) expect(end).toMatchObject({ name: 'RateLimited', pauseMs: 300_000 })
  })

  it('sends what stood in the queue behind a short pause', async () => {
    const { rateLimitGate, waits } = onAClock()
    let sent = 0
    const call = async () => {
      sent += 1
      const isFirst = sent === 1
      await new Promise(setImmediate)
      if (isFirst) throw refusal(429, 2_000)
      return 'read'
    }
    const ends = await Promise.all(
      Array.from({ length: 12 }, () => rateLimitGate.run(SF, signal, call)),
    )
    expect(ends).toEqual(Array.from({ length: 12 }, () => 'read'))
    expect(sent).toBe(13)
    expect(waits.length).toBeGreaterThan(0)
  })

  it.each([
    [429, null, 300_000],
    [429, 20_000, 20_000],
    [503, 20_000, 20_000],
  ])('tells of %i with a pause of %p ms what was answered', async (status, asked, pauseMs) => {
    const { rateLimitGate } = onAClock()
    const error = refusal(status, asked)
    const call = () => Promise.reject(error)
    const told = await failureOf(rateLimitGate.run(SF, signal, call))
    expect(told).toMatchObject({ name: 'RateLimited', code: 'rate_limited', pauseMs })
    expect((told as Error).cause).toBe(error)
    // A call that was not sent has no answer as its cause.
    expect(await failureOf(rateLimitGate.run(SF, signal, call))).not.toHaveProperty('cause')
  })

  it('pauses a minimum time if the answers repeatedly request none', async () => {
    const { rateLimitGate } = onAClock()
    let sent = 0
    const call = () => {
      sent += 1
      return Promise.reject(refusal(429, 0))
    }
    const told = await failureOf(rateLimitGate.run(SF, signal, call))
    expect(told).toMatchObject({ name: 'RateLimited', pauseMs: 5_000 })
    expect(sent).toBe(3)
  })
})
