import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { discoverHandlers } from '../../../lib/handlers/discover-handlers.ts'

const folder = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/handlers/${name}`, import.meta.url))

describe('discoverHandlers', () => {
  it('finds the handlers by file name, with every default, and leaves subfolders alone', async () => {
    const handlers = await discoverHandlers(folder('good'))
    expect(handlers.map(({ name, options }) => ({ name, options }))).toEqual([
      {
        name: 'takes-all',
        options: {
          on: ['*'],
          rateLimit: null,
          meanwhile: null,
          formerly: [],
          masks: [],
          retry: { attempts: 8, firstDelayMs: 1_000, maxDelayMs: 3_600_000 },
          onFailure: 'park',
          timeoutMs: 30_000,
          concurrency: 10,
        },
      },
    ])
  })

  it('names every bad file, what was expected and what was found', async () => {
    const error = await discoverHandlers(folder('bad')).catch((reason) => reason)
    expect(error.code).toBe('handler_invalid')
    const lines = error.message.split('\n').slice(1)
    expect(lines).toEqual([
      expect.stringMatching(/does-not-load\.ts: expected a module that loads, .* needs a thing/),
      expect.stringMatching(
        /named-only\.ts: expected "export default defineHandler.*only named exports \(run\)/,
      ),
      expect.stringMatching(/not-defined\.ts: .* that did not come from defineHandler/),
      expect.stringMatching(
        /wrong-options\.ts: on: .*retry\.attempts: .*run: expected a function.*retries/,
      ),
    ])
  })
})
