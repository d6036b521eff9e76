import { afterEach, describe, expect, it } from '@jest/globals'
import type { PlannedCall } from '../../../../lib/local/connector/planned-call.ts'
import { send } from '../../../../lib/local/connector/send.ts'
import { settledOrTimeout } from '../../../support/eventually.ts'
import {
  type Answer,
  type FakeReceiver,
  type ReceivedCall,
  startFakeReceiver,
} from '../../../support/fake-receiver.ts'

const planned = (body: string, rest: Partial<PlannedCall> = {}): PlannedCall => ({
  expect: 'accepted',
  token: 'good',
  query: '',
  contentType: 'text/xml',
  body,
  events: [],
  people: [],
  ...rest,
})

describe('send', () => {
  let receiver: FakeReceiver
  afterEach(() => receiver.close())

  async function start(answer: (call: ReceivedCall) => Answer | Promise<Answer>) {
    receiver = await startFakeReceiver((call) =>
      call.url === '/oauth/token'
        ? { status: 200, json: { access_token: 'head.claims.Asignature', expires_in: 3_600 } }
        : answer(call),
    )
    return {
      url: `${receiver.url}/events`,
      tokenUrl: `${receiver.url}/oauth/token`,
      clientId: 'id',
      clientSecret: 'secret',
      retryDelayMs: 0,
    }
  }
  const posts = () => receiver.calls.filter(({ url }) => url.startsWith('/events'))

  it('posts as SuccessFactors does, with one token for all', async () => {
    const options = await start(() => ({ status: 200 }))
    const done: number[] = []
    const calls = [
      planned('<a/>'),
      planned('{}', { query: '?type=x', contentType: 'application/json', token: 'altered' }),
    ]
    const sent = await send(calls, {
      ...options,
      concurrency: 1,
      onProgress: (count) => done.push(count),
    })
    expect(sent).toEqual(calls.map((call) => ({ call, status: 200, messageId: null, posts: 1 })))
    expect(done).toEqual([1, 2])
    expect(posts()).toMatchObject([
      {
        method: 'POST',
        url: '/events',
        body: '<a/>',
        headers: {
          'content-type': 'text/xml',
          authorization: 'Bearer head.claims.Asignature',
          soapaction: '""',
        },
      },
      {
        url: '/events?type=x',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer head.claims.Bsignature',
        },
      },
    ])
    expect(receiver.calls).toHaveLength(3)
  })

  it.each([
    [429, 2],
    [500, 2],
    [503, 2],
    [400, 1],
    [401, 1],
  ])('after %i calls %i times in all', async (status, count) => {
    const options = await start(() => ({ status }))
    const call = planned('x')
    expect(await send([call], options)).toEqual([{ call, status, messageId: null, posts: count }])
    expect(posts()).toHaveLength(count)
  })

  it('begins no more calls in a second than it may', async () => {
    const options = await start(() => ({ status: 200 }))
    const waits: { readonly ms: number; readonly end: () => void }[] = []
    const clock = {
      now: () => 0,
      wait: (ms: number) => new Promise<void>((end) => waits.push({ ms, end })),
    }
    const calls = [planned('a'), planned('b'), planned('c')]
    const sending = send(calls, { ...options, perSecond: 20, clock })
    for (const begun of [1, 2]) {
      await settledOrTimeout(() => posts().length === begun, `${begun} calls`)
      await settledOrTimeout(() => waits.length === begun, `${begun} waits`)
      expect(posts()).toHaveLength(begun)
      waits.at(-1)?.end()
    }
    await sending
    expect(waits.map(({ ms }) => ms)).toEqual([50, 100])
    expect(posts()).toHaveLength(3)
  })

  it('goes on after a call without an answer', async () => {
    const options = await start(({ body }) => (body === 'lost' ? 'reset' : { status: 200 }))
    const sent = await send([planned('lost'), planned('fine')], options)
    expect(sent.map(({ status }) => status)).toEqual([null, 200])
  })

  it('keeps to its concurrency, and to the order of calls about one person', async () => {
    let under = 0
    let most = 0
    const ended: string[] = []
    const options = await start(async ({ body }) => {
      under += 1
      most = Math.max(most, under)
      // Earlier calls take longer: only order on purpose survives this.
      await new Promise((resolve) => setTimeout(resolve, 20 - Number(body)))
      under -= 1
      ended.push(body)
      return { status: 200 }
    })
    const calls = Array.from({ length: 20 }, (_, index) =>
      planned(String(index), { people: [`person ${index % 4}`] }),
    )
    await send(calls, { ...options, concurrency: 3 })
    expect(most).toBe(3)
    for (const person of [0, 1, 2, 3]) {
      const own = ended.map(Number).filter((index) => index % 4 === person)
      expect(own).toEqual([...own].sort((a, b) => a - b))
    }
  })

  it('stops on request', async () => {
    const stop = new AbortController()
    const options = await start(() => {
      stop.abort()
      return { status: 200 }
    })
    const calls = Array.from({ length: 50 }, () => planned('x'))
    await expect(send(calls, { ...options, signal: stop.signal })).rejects.toThrow('abort')
    expect(posts().length).toBeLessThan(50)
  })

  it('rejects when there is no token', async () => {
    receiver = await startFakeReceiver(() => ({ status: 401 }))
    const url = receiver.url
    const options = { url, tokenUrl: url, clientId: 'id', clientSecret: 'wrong' }
    await expect(send([planned('x')], options)).rejects.toThrow('expected a token')
  })
})
