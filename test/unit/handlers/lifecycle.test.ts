import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerDefinition } from '../../../lib/handlers/define-handler.ts'
import { startHandlers } from '../../../lib/handlers/lifecycle.ts'

const handler = (name: string, own: Pick<HandlerDefinition, 'start' | 'stop'>) => ({
  name,
  definition: defineHandler({ on: '*', run: () => undefined, ...own }),
})
const never = () => new Promise<never>(() => undefined)

describe('start and stop of handlers', () => {
  it('gives start its setting and signal, and calls stop of each, also of those without start', async () => {
    const calls: unknown[] = []
    const lifecycle = await startHandlers(
      [
        handler('a', {
          start: async ({ setting, signal }) => {
            await Promise.resolve()
            calls.push(['start a', setting('NAME', 'none'), signal.aborted])
          },
          stop: () => calls.push('stop a'),
        }),
        handler('b', { stop: async () => calls.push('stop b') }),
        handler('c', {}),
      ],
      { setting: (name) => `of ${name}`, onFailure: (name) => calls.push(name) },
    )
    expect(calls).toEqual([['start a', 'of NAME', false]])
    await lifecycle.stop()
    expect(calls.slice(1)).toEqual(['stop a', 'stop b'])
  })

  it('names every file that does not start, and stops the others', async () => {
    const stopped: string[] = []
    let aborted: unknown
    const start = startHandlers(
      [
        handler('good', { start: () => undefined, stop: () => stopped.push('good') }),
        handler('throws', {
          start: () => {
            throw new Error('needs a list')
          },
          stop: () => stopped.push('throws'),
        }),
        handler('hangs', {
          start: ({ signal }) => {
            signal.addEventListener('abort', () => {
              aborted = signal.reason.message
            })
            return never()
          },
        }),
      ],
      { startMs: 5, onFailure: () => undefined },
    )
    await expect(start).rejects.toMatchObject({
      code: 'handler_start_failed',
      message: expect.stringMatching(
        /\n {2}throws\.ts: needs a list\n {2}hangs\.ts: it took longer than 5 ms\n/,
      ),
    })
    expect(stopped).toEqual(['good'])
    expect(aborted).toBe('it took longer than 5 ms')
  })

  it('goes on when a stop throws or hangs, and tells of it', async () => {
    const told: [string, string][] = []
    const lifecycle = await startHandlers(
      [
        handler('throws', { stop: () => Promise.reject(new Error('already closed')) }),
        handler('hangs', { stop: never }),
      ],
      { stopMs: 5, onFailure: (name, error) => told.push([name, (error as Error).message]) },
    )
    await lifecycle.stop()
    expect(told).toEqual([
      ['throws', 'already closed'],
      ['hangs', 'it took longer than 5 ms'],
    ])
  })
})
