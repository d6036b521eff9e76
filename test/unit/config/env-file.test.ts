import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

const MODULE = fileURLToPath(new URL('../../../lib/config/env-file.ts', import.meta.url))
const PRINT = `const { loadEnvFile } = await import(${JSON.stringify(MODULE)})
try { loadEnvFile() } catch ({ code, message }) { console.log(code, message); process.exit(0) }
console.log(process.env.A, process.env.B)`

describe('.env', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-env-'))
    await writeFile(path.join(folder, '.env'), 'A=file\nB="b file" # a comment\n')
    await writeFile(path.join(folder, 'other.env'), 'A=other\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  const read = async (environment: Record<string, string>) => {
    const args = ['--input-type=module', '-e', PRINT]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      env: environment,
    })
    return stdout.trim()
  }

  it.each<[string, Record<string, string>]>([
    ['file b file', {}],
    ['real b file', { A: 'real' }],
    ['b file', { A: '' }],
    ['other undefined', { ENV_FILE: 'other.env' }],
    ['undefined undefined', { NODE_ENV: 'production' }],
    ['undefined undefined', { VCAP_APPLICATION: '{}' }],
  ])('gives %j with %j', async (expected, environment) => {
    expect(await read(environment)).toBe(expected)
  })

  it('must be there if it is named', async () => {
    expect(await read({ ENV_FILE: 'missing.env' })).toMatch(
      /^config_invalid expected a readable file at .*missing\.env, got ENOENT/,
    )
  })
})
