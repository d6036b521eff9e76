import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerDefinition } from '../../../lib/handler.ts'
import { anEvent, type Delivered, type DestinationAnswer, deliver } from '../../../lib/testing.ts'

const event = anEvent({ type: 'a.Type', keys: { userId: '20001' } })

/** A destination that answers when it is let. */
function heldBack(answer: DestinationAnswer) {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return { release, answer: () => released.then(() => answer) }
}

function run(
  own: HandlerDefinition['run'],
  answers: Parameters<typeof deliver>[2] = {},
): Promise<Delivered> {
  return deliver(defineHandler({ on: 'a.Type', run: own }), event, { maxAttempts: 1, ...answers })
}

const later = async (status: number, body?: unknown): Promise<DestinationAnswer> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  return { status, body }
}

describe('a call without await', () => {
  it.each([503, 200])('to a destination fails the attempt once %i has come', async (status) => {
    const { outcome, reason, outbound } = await run(
      (_event, { destination }) => {
        destination('x').post('/a', { body: {} })
      },
      { destinations: { x: () => later(status) } },
    )
    expect(outcome).toBe('retry')
    expect(reason).toMatch(/returned before destination\("x"\)\.post had ended: write await/)
    // It was waited for: no later attempt meets it.
    expect(outbound).toEqual([expect.objectContaining({ method: 'POST', status })])
  })

  it('fails the attempt when it has failed before the run returns, and leaves no stray rejection', async () => {
    const stray: unknown[] = []
    const note = (error: unknown) => stray.push(error)
    process.on('unhandledRejection', note)
    const { outcome, reason } = await run(
      async (_event, { destination }) => {
        destination('x').request('POST', '/a')
        await destination('y').get('/b')
      },
      { destinations: { x: () => ({ status: 503 }), y: () => later(200) } },
    )
    expect(outcome).toBe('retry')
    expect(reason).toMatch(
      /before it noticed that destination\("x"\)\.post had failed: write await/,
    )
  })

  it('fails the attempt when a time limit of its own ended it', async () => {
    const never = heldBack({ status: 200 })
    const limit = AbortSignal.abort(new DOMException('late', 'TimeoutError'))
    const { reason } = await run(
      async (_event, { destination }) => {
        destination('x').post('/a', { signal: limit })
        setImmediate(never.release)
      },
      { destinations: { x: never.answer } },
    )
    expect(reason).toMatch(/before destination\("x"\)\.post had ended/)
  })

  it.each<[string, HandlerDefinition['run']]>([
    ['user', (_event, { successfactors }) => void successfactors().user('7')],
    [
      'get',
      (_event, { successfactors }) =>
        void successfactors().get('FOCompany', { externalCode: '1', startDate: '2026-01-01' }),
    ],
    ['timeLine', (_event, { successfactors }) => void successfactors().timeLine('EmpJob', {})],
    [
      'query',
      (_event, { successfactors }) =>
        void successfactors().query('User')[Symbol.asyncIterator]().next(),
    ],
  ])('of successfactors() fails the attempt: %s', async (name, own) => {
    const { outcome, reason } = await run(own, {
      destinations: { successfactors: () => later(200, { d: { results: [] } }) },
    })
    expect(outcome).toBe('retry')
    expect(reason).toContain(`before successfactors().${name} had ended: write await`)
  })

  it('keeps the end that the run has chosen, and is waited for', async () => {
    const { reason, outbound } = await run(
      (_event, { destination }) => {
        destination('x').post('/a')
        throw new Error('for another reason')
      },
      { destinations: { x: () => later(200) } },
    )
    expect(reason).toBe('for another reason')
    expect(outbound).toEqual([expect.objectContaining({ status: 200 })])
  })

  it('is none where the run waits for it, or hands it back', async () => {
    const rows = { d: { results: [{ userId: '1' }, { userId: '2' }] } }
    const { outcome } = await run(
      async (_event, { destination, successfactors }) => {
        await Promise.all([destination('x').get('/a'), destination('x').get('/b')])
        await destination('x')
          .get('/missing')
          .catch(() => undefined)
        const call = destination('x').put('/c')
        await call
        // Begun and left: between two pages nothing is under way.
        for await (const row of successfactors().query('User')) {
          expect(row.userId).toBe('1')
          break
        }
        successfactors().query('User')
        return destination('x').delete('/d')
      },
      {
        destinations: {
          x: ({ path }) => later(path === '/missing' ? 404 : 200),
          successfactors: () => later(200, rows),
        },
      },
    )
    expect(outcome).toBe('completed')
  })

  it('is what loses a race, unless the handler aborts it or waits for it', async () => {
    const slow = heldBack({ status: 200 })
    const left = run(
      async (_event, { destination }) => {
        await Promise.race([destination('slow').get('/a'), destination('fast').get('/a')])
        setImmediate(slow.release)
      },
      { destinations: { slow: slow.answer, fast: () => ({ status: 200 }) } },
    )
    expect((await left).reason).toMatch(/before destination\("slow"\)\.get had ended/)

    const aborted = heldBack({ status: 200 })
    const clean = run(
      async (_event, { destination }) => {
        const { signal, ...abort } = aborting()
        const calls = ['slow', 'fast'].map((name) => destination(name).get('/a', { signal }))
        await Promise.race(calls)
        abort.now()
        setImmediate(aborted.release)
      },
      { destinations: { slow: aborted.answer, fast: () => ({ status: 200 }) } },
    )
    expect((await clean).outcome).toBe('completed')
  })
})

function aborting() {
  const abort = new AbortController()
  return { signal: abort.signal, now: () => abort.abort() }
}
