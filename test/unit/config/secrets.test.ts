import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

const MODULE = fileURLToPath(new URL('../../../lib/config/secrets.ts', import.meta.url))
const PRINT = `const { readSecret, readBinding } = await import(${JSON.stringify(MODULE)})
const [kind, name] = process.argv.slice(-2)
try { console.log(JSON.stringify(kind === 'secret' ? readSecret(name) : readBinding(name))) }
catch ({ code, message }) { console.log(code, message) }`

const services = {
  'enterprise-messaging': [{ name: 'mesh', credentials: { xsappname: 'a' } }],
  'user-provided': [
    { name: 'sftp', credentials: { password: 'p' } },
    { name: 'smtp', credentials: { password: 'q' } },
  ],
}

describe('secrets of the environment', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-secrets-'))
    await writeFile(path.join(folder, 'password'), 'of the file\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function read(kind: string, name: string, environment: Record<string, string>) {
    const args = ['--input-type=module', '-e', PRINT, kind, name]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment })
    return stdout.trim()
  }
  const bound = { VCAP_SERVICES: JSON.stringify(services) }

  it('are variables, else files', async () => {
    const PASSWORD_FILE = path.join(folder, 'password')
    expect(await read('secret', 'PASSWORD', { PASSWORD: 'x', PASSWORD_FILE })).toBe('"x"')
    expect(await read('secret', 'PASSWORD', { PASSWORD_FILE })).toBe('"of the file"')
    const missing = { PASSWORD_FILE: path.join(folder, 'missing') }
    expect(await read('secret', 'PASSWORD', missing)).toMatch(/^secret_missing .*PASSWORD_FILE/)
    expect(await read('secret', 'PASSWORD', {})).toMatch(/^secret_missing .*PASSWORD/)
  })

  it('are credentials of a bound service, by label or name', async () => {
    expect(await read('binding', 'enterprise-messaging', bound)).toBe('{"xsappname":"a"}')
    expect(await read('binding', 'smtp', bound)).toBe('{"password":"q"}')
    expect(await read('binding', 'user-provided', bound)).toMatch(
      /^binding_missing .*got 2 of enterprise-messaging "mesh", user-provided "sftp"/,
    )
    expect(await read('binding', 'xsuaa', {})).toMatch(/^binding_missing .*got 0 of none/)
  })
})
