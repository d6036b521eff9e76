import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { freePort } from '../support/free-port.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PROGRAM = fileURLToPath(new URL('../../lib/cli/run-cli.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly errors: string
}

/** Runs the program as `npm run connector-settings` does, a service key at its standard input. */
function run(args: readonly string[], key: unknown): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, 'connector-settings', ...args], {
      env: { NO_COLOR: '1', ...COMPILE_CACHE },
    })
    let out = ''
    let errors = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.stderr.on('data', (chunk) => {
      errors += chunk
    })
    child.on('close', (code) => resolve({ code, out, errors }))
    child.stdin.end(
      `Getting key successfactors for service instance x...\n\n${JSON.stringify(key)}`,
    )
  })
}

let bed: TestBed
let instance: TestInstance
let secret: string
const key = (changes: Record<string, unknown> = {}) => ({
  credentials: {
    ...bed.authorizationServer.xsuaaCredentials,
    clientid: 'successfactors',
    clientsecret: secret,
    ...changes,
  },
})

beforeAll(async () => {
  bed = await createTestBed()
  instance = await bed.startInstance({ handlers: {} })
  secret = bed.authorizationServer.clients.successfactors.secret
})
afterAll(() => bed.stop())

describe('connector-settings', () => {
  it('prints what to type, without the secret unless it is asked for', async () => {
    const args = ['--key', '-', '--url', 'https://events.example.com', '--company', 'ACME']
    const { code, out } = await run(args, key())
    expect(code).toBe(0)
    expect(out).toContain('https://events.example.com/http/successfactors/events/ACME')
    expect(out).toContain(bed.authorizationServer.tokenUrl)
    expect(out).not.toContain(secret)
    expect((await run([...args, '--show-secret'], key())).out).toContain(secret)
  })

  it('goes the way of the connector and finds it open; nothing is recorded', async () => {
    const args = ['--key', '-', '--url', instance.url, '--check', '--json']
    const { code, out } = await run(args, key())
    expect(code).toBe(0)
    expect(JSON.parse(out).checked).toEqual([
      { step: 'token', passed: true, said: 'token received' },
      { step: 'endpoint', passed: true, said: 'HTTP 200: the client may send events' },
    ])
    const { rows } = await bed.db.query('select count(*)::int as count from message')
    expect(rows).toEqual([{ count: 0 }])
  })

  it('finds a key open whose secret looks like those of XSUAA', async () => {
    const clientSecret = '1f2e3d4c-0000-4000-8000-aabbccddeeff$Ab_cD-12+/Zz=='
    const uaa = await bed.startIssuer({ clientSecret })
    const issuers = [trustXsuaaBinding(uaa.xsuaaCredentials)]
    const { url } = await bed.startInstance({ handlers: {}, issuers })
    const credentials = { ...uaa.xsuaaCredentials, clientid: 'successfactors' }
    const { code, out } = await run(['--key', '-', '--url', url, '--check'], {
      credentials: { ...credentials, clientsecret: clientSecret },
    })
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('token received') })
  })

  it.each([
    ['a wrong secret', { clientsecret: 'something-else' }, 'token', 'HTTP 401 and no token'],
    ['a client without the role', {}, 'endpoint', 'HTTP 403'],
  ])('says what is wrong: %s', async (what, changes, step, said) => {
    const { secret: operatorSecret } = bed.authorizationServer.clients.operator
    const operator = { clientid: 'operator', clientsecret: operatorSecret }
    const given = what === 'a client without the role' ? operator : changes
    const args = ['--key', '-', '--url', instance.url, '--check', '--json']
    const { code, out } = await run(args, key(given))
    expect(code).toBe(1)
    const last = JSON.parse(out).checked.at(-1)
    expect(last).toMatchObject({ step, passed: false, said: expect.stringContaining(said) })
  })

  it('says where nothing can be reached', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const args = ['--key', '-', '--url', instance.url, '--check']
    const { code, out } = await run(args, key({ url }))
    expect(code).toBe(1)
    expect(out).toContain('✗ token    not reached (ECONNREFUSED)')
  })

  it.each([
    ['no JSON', 'nothing', 'it is no JSON'],
    ['no secret', { credentials: { clientid: 'a', url: 'https://a.example.com' } }, 'clientsecret'],
    ['no client', { credentials: { url: 'https://a.example.com' } }, 'clientid'],
  ])('names what is wrong with a key: %s', async (_what, given, said) => {
    const { code, errors } = await run(['--key', '-', '--url', 'https://e.example.com'], given)
    expect(code).toBe(2)
    expect(errors).toMatch(/^config_invalid: /)
    expect(errors).toContain(said)
  })

  it('teaches with --help', async () => {
    const { code, out } = await run(['--help'], {})
    expect(code).toBe(0)
    expect(out).toContain('--company <id>')
  })
})
