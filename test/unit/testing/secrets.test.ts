import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerDefinition } from '#handler'
import { completed, deliver } from '#testing'
import { event } from './some-delivery.ts'

const key = `-----BEGIN KEY-----\n${'abcd1234'.repeat(8)}\n${'efgh5678'.repeat(8)}\n-----END KEY-----`
const options = {
  secrets: { SFTP_PASSWORD: 'pa "ss" wörd', SFTP_KEY: key },
  bindings: {
    mesh: { uaa: { clientid: 'sb-mesh', clientsecret: 'S3CRET/+=' }, host: 'localhost' },
  },
}
const run = (handler: HandlerDefinition['run'], more = {}) =>
  deliver(defineHandler({ on: '*', run: handler }), event, { ...options, maxAttempts: 1, ...more })

describe('secrets of a handler', () => {
  it('come from the options of a test, in start and run', async () => {
    const seen: unknown[] = []
    const handler = defineHandler({
      on: '*',
      start: ({ secret, binding }) => void seen.push(secret('SFTP_PASSWORD'), binding('mesh').host),
      run: (_, { secret, binding }) => void seen.push(secret('SFTP_KEY'), binding('mesh').uaa),
    })
    completed(await deliver(handler, event, options))
    const { mesh } = options.bindings
    expect(seen).toEqual(['pa "ss" wörd', 'localhost', key, mesh.uaa])
  })

  it.each(['secret', 'binding'] as const)('must be there: %s', async (name) => {
    const { error } = await run((_, context) => context[name]('OTHER'))
    expect(error).toMatchObject({ code: `${name}_missing` })
    expect(error?.message).toContain('OTHER')
  })

  it('are in no log line and no error, whatever their form', async () => {
    const { log, reason } = await run((_, { secret, binding, log }) => {
      const password = secret('SFTP_PASSWORD')
      const { clientsecret } = binding('mesh').uaa as { clientsecret: string }
      log.info(`login with ${password} at localhost as sb-mesh`)
      log.info('data', { password, key: secret('SFTP_KEY') })
      log.info(`https://x/?p=${encodeURIComponent(clientsecret)}`)
      log.info(`Basic ${Buffer.from(clientsecret).toString('base64')}`)
      log.info(`line ${secret('SFTP_KEY').split('\n')[2]}`)
      log.info(`${'x '.repeat(995)} ${password} ${'y '.repeat(995)}`)
      throw new Error(`wrong password: ${password}`)
    })
    const told = JSON.stringify([log, reason])
    expect(told).not.toMatch(/wörd|w%C3%B6rd|pa \\*"ss|S3CRET|UzNDUkVU|efgh5678|abcd1234/)
    expect(log[0]?.text).toBe('login with ‹secret› at localhost as sb-mesh')
    expect(reason).toBe('wrong password: ‹secret›')
  })

  it('are in no recorded call', async () => {
    const { outbound, log } = await run(
      async (_, { destination, secret, log }) => {
        const password = secret('SFTP_PASSWORD')
        await destination('x')
          .post('/a', { body: { password } })
          .catch(({ message }) => log.warn(message))
      },
      { destinations: { x: () => ({ status: 500 }) } },
    )
    // The test itself sees what was sent.
    expect(outbound[0]?.body).toEqual({ password: 'pa "ss" wörd' })
    expect(JSON.stringify(log)).not.toContain('wörd')
  })
})
