import { describe, expect, it } from '@jest/globals'
import { DestinationError, defineHandler } from '../../../lib/handler.ts'
import { aTermination, deliver } from '../../../lib/testing.ts'

const handler = defineHandler({
  on: '*',
  async run(event, { destination }) {
    const user = event.key('userId') ?? ''
    await destination('directory').patch(`/users/${user}`, { body: { active: false } })
  },
})

describe('a destination in deliver', () => {
  it('answers as the test says, and records the call with the additions of the service', async () => {
    const { outcome, outbound } = await deliver(
      handler,
      aTermination({ keys: { userId: '20007' } }),
      {
        destinations: { directory: () => ({ status: 200, body: { id: 7 } }) },
      },
    )
    expect(outcome).toBe('completed')
    expect(outbound).toEqual([
      expect.objectContaining({
        destination: 'directory',
        method: 'PATCH',
        path: '/users/20007',
        body: { active: false },
        status: 200,
        headers: expect.objectContaining({
          'x-correlation-id': 'test',
          'idempotency-key': expect.any(String),
        }),
      }),
    ])
  })

  it('is tried again with the same key when it fails, until it works', async () => {
    let calls = 0
    const { attempts, delays, outbound } = await deliver(handler, aTermination(), {
      destinations: { directory: () => ({ status: ++calls < 3 ? 503 : 204 }) },
    })
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'completed'])
    expect(delays).toHaveLength(2)
    expect(new Set(outbound.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  it('that the test does not know says so', async () => {
    const { reason } = await deliver(handler, aTermination(), { maxAttempts: 1 })
    expect(reason).toContain('expected a destination "directory" in the options of deliver')
  })

  it('fails a call with the error that the service throws', async () => {
    let caught: unknown
    const asking = defineHandler({
      on: '*',
      async run(_event, { destination }) {
        caught = await destination('directory')
          .get('/users/7')
          .catch((error: unknown) => error)
      },
    })
    await deliver(asking, aTermination(), {
      destinations: { directory: () => ({ status: 404, body: 'no such user' }) },
    })
    expect(caught).toBeInstanceOf(DestinationError)
    expect(caught).toMatchObject({ status: 404, code: 'http_404' })
  })

  const circular: Record<string, unknown> = {}
  circular.self = circular

  it.each([
    ['a path without its slash', 'x', 'users/7', {}, 'a path that begins with /'],
    ['a value that was not encoded', 'x', '/users/#7', {}, 'a path without #'],
    ['a way out of the destination', 'x', '/../admin', {}, 'an address within the destination'],
    ['a body that is no JSON', 'x', '/users', circular, 'a body that is JSON'],
    ['a name that there cannot be', 'd/x', '/users', {}, 'Expected the name of a destination'],
  ])('refuses %s as the service does, at once', async (_what, name, path, body, said) => {
    const calling = defineHandler({
      on: '*',
      async run(_event, { destination }) {
        await destination(name).post(path, { body })
      },
    })
    const destinations = { [name]: () => ({ status: 201 }) }
    const { outcome, attempts, reason, outbound } = await deliver(calling, aTermination(), {
      destinations,
    })
    expect(reason).toContain(said)
    expect([outcome, attempts.length]).toEqual(['rejected', 1])
    expect(outbound).toEqual([])
  })

  it('follows links of the answers of a test, wherever they lead', async () => {
    const paths: string[] = []
    const following = defineHandler({
      on: '*',
      async run(_event, { destination }) {
        const { next } = (await destination('x').get('/users')).json() as { next: string }
        await destination('x').get(next)
      },
    })
    const next = 'https://api.example.com:443/odata/v2/User?$skiptoken=2'
    const answer = ({ path }: { path: string }) => {
      paths.push(path)
      return { status: 200, body: { next } }
    }
    const { outcome } = await deliver(following, aTermination(), { destinations: { x: answer } })
    expect(outcome).toBe('completed')
    expect(paths).toEqual(['/users', next])
  })

  it('that asks to wait again and again uses up no attempt, and does not go on for ever', async () => {
    const reading = defineHandler({
      on: '*',
      retry: { attempts: 2 },
      run: async (_event, { successfactors }) => void (await successfactors().user('7')),
    })
    const { outcome, attempts, delays } = await deliver(reading, aTermination(), {
      destinations: { successfactors: () => ({ status: 429 }) },
      random: 0,
    })
    expect(outcome).toBe('retry')
    expect(attempts).toHaveLength(10)
    expect(new Set(delays)).toEqual(new Set([300_000]))
  })
})
