import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { judgeEnvFile } from '../../../lib/config/judge-env-file.ts'
import { KNOWN_VARIABLES } from '../../../lib/config/known-variables.ts'

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

  it('warns of misspelt names and lines without effect, once and without values', async () => {
    const lines = [
      '# a comment',
      'LOG_LEVL=secret-1',
      'secret-2',
      'BADGES_URL=secret-3',
      'TRUSTED_ISSUERS="[',
      '  secret-4',
      ']"',
      'PORT: secret-5',
      'database_url=secret-6',
      "export HANDLERS_DIR='secret-7",
      'MY NAME=secret-8',
      'A=1',
    ]
    await writeFile(path.join(folder, 'faulty.env'), lines.join('\n'))
    const twice = `const { loadEnvFile } = await import(${JSON.stringify(MODULE)})
      loadEnvFile()
      loadEnvFile()
      console.log(process.env.A)`
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', twice],
      { cwd: folder, env: { ENV_FILE: 'faulty.env' } },
    )
    expect(stdout.trim()).toBe('1')
    const noEffect = 'expected NAME=value or a comment with #, this line has no effect'
    expect(stderr.trim().split('\n')).toEqual([
      'warning: faulty.env, line 2: LOG_LEVL is unknown, did you mean LOG_LEVEL?',
      `warning: faulty.env, line 3: ${noEffect}`,
      `warning: faulty.env, line 8: ${noEffect}`,
      'warning: faulty.env, line 9: database_url is unknown, did you mean DATABASE_URL?',
      'warning: faulty.env, line 10: expected a closing quote, found none',
      `warning: faulty.env, line 11: ${noEffect}`,
    ])
  })

  it('knows every variable of .env.example', async () => {
    const example = await readFile(new URL('../../../.env.example', import.meta.url), 'utf8')
    const names = [...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(50)
    expect(names.filter((name) => !KNOWN_VARIABLES.includes(name as string))).toEqual([])
    expect(judgeEnvFile(example, KNOWN_VARIABLES)).toEqual([])
  })

  it('must be there if it is named', async () => {
    expect(await read({ ENV_FILE: 'missing.env' })).toMatch(
      /^config_invalid expected a readable file at .*missing\.env, got ENOENT/,
    )
  })
})
