import { describe, expect, it } from '@jest/globals'
import { firstOwnFrame } from '../../../lib/dispatch/own-frames.ts'
import { createWatchedCalls } from '../../../lib/dispatch/watched-calls.ts'

const ENGINE = new URL('../../../lib/', import.meta.url)

describe('the lines of a handler in a stack', () => {
  it('are those outside of the engine, Node and packages', () => {
    const stack = [
      'Error: at home (x.ts:1:1)',
      `    at send (${ENGINE.href}outbound/call.ts:1:1)`,
      `    at send (${ENGINE.pathname}outbound/call.ts:1:1)`,
      '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      '    at file:///app/node_modules/pg/index.js:7:7',
      '    at async run (file:///app/srv/handlers/badge.ts:9:33)',
      '    at async file:///app/srv/handlers/badge.ts:3:1',
    ].join('\n')
    expect(firstOwnFrame(stack)).toBe('at async run (file:///app/srv/handlers/badge.ts:9:33)')
    expect(firstOwnFrame('Error: x')).toBeNull()
    expect(firstOwnFrame(null)).toBeNull()
  })

  it('are added to an error that comes from elsewhere, once', async () => {
    const error = Object.assign(new Error('down'), { stack: 'Error: down\n    at node:net:1:1' })
    const calls = createWatchedCalls()
    const callIt = () => calls.watch('it', Promise.reject(error))
    await callIt().catch(() => undefined)
    const { stack } = error
    expect(firstOwnFrame(stack)).toMatch(/own-frames\.test\.ts:\d+/)
    await calls.watch('again', Promise.reject(error)).catch(() => undefined)
    expect(error.stack).toBe(stack)
  })

  it.each([
    Object.freeze(new Error('frozen')),
    'text',
    null,
    new Proxy(new Error('x'), {
      get: () => {
        throw new Error('unreadable')
      },
    }),
  ])('do no harm to what cannot be changed (%#)', async (thrown) => {
    const calls = createWatchedCalls()
    // In a list: a promise asks for the `then` of its result.
    const [caught] = await calls.watch('it', Promise.reject(thrown)).then(
      () => ['nothing'],
      (error) => [error],
    )
    expect(Object.is(caught, thrown)).toBe(true)
  })
})
