import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { freePort } from '../support/free-port.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface DemoEnd {
  readonly code: number | null
  readonly screen: string
}

/** Every setting is the test's own: whatever else runs on this machine is left alone. */
async function runDemo(
  environment: Record<string, string>,
  options = ['--exit'],
): Promise<DemoEnd> {
  const child = spawn(process.execPath, ['bin/sf-event-receiver.js', 'demo', ...options], {
    cwd: ROOT,
    env: { ...COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let screen = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      screen += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, screen }
}

describe('npm run demo -- --exit', () => {
  let environment: Record<string, string>
  let first: DemoEnd
  beforeAll(async () => {
    environment = {
      DATA_DIR: await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-demo-')),
      PORT: String(await freePort()),
      LOCAL_TOKEN_PORT: String(await freePort()),
      LOCAL_DIRECTORY_PORT: String(await freePort()),
    }
    first = await runDemo(environment)
  }, 60_000)
  afterAll(() => rm(environment.DATA_DIR ?? '', { recursive: true, force: true }))

  const stats = (screen: string, row: string) =>
    screen
      .split('\n')
      .find((line) => line.startsWith(`  ${row} `))
      ?.match(/\b\d+\b/g)
      ?.map(Number) ?? []

  function checkTable(screen: string): void {
    const [accepted = 0, events = 0] = stats(screen, 'accepted')
    const [duplicates = 0] = stats(screen, 'duplicates')
    const [undecodable] = stats(screen, 'undecodable')
    const [refused] = stats(screen, 'refused')
    expect({ undecodable, refused, all: accepted + duplicates + 2 }).toEqual({
      undecodable: 1,
      refused: 1,
      all: 200,
    })
    expect(duplicates).toBeGreaterThanOrEqual(5)
    const [deliveries = 0, completed, retried, parked, behind] = stats(screen, 'directory-account')
    expect({ completed, parked, behind }).toEqual({
      completed: deliveries - 3,
      parked: 2,
      behind: 1,
    })
    expect(retried).toBeGreaterThan(0)
    expect(events).toBeGreaterThan(deliveries)
  }

  it('ends with 0 and a table that adds up', () => {
    expect(first.screen).toContain('Every event was handled as expected.')
    expect(first.code).toBe(0)
    checkTable(first.screen)
  })

  it('prints the settings of a connector', async () => {
    const { DATA_DIR = '' } = environment
    const secret = await readFile(path.join(DATA_DIR, 'local', 'successfactors.secret'), 'utf8')
    expect(first.screen).toMatch(
      /Endpoint URL +http:\/\/localhost:\d+\/http\/successfactors\/events\n/,
    )
    expect(first.screen).toMatch(/Token URL +http:\/\/localhost:\d+\/oauth\/token\n/)
    expect(first.screen).toMatch(/Client ID +successfactors\n/)
    expect(first.screen).toContain(secret)
  })

  it('shows no person, and keeps the log off the screen', async () => {
    const { DATA_DIR = '' } = environment
    const accounts = await readFile(path.join(DATA_DIR, 'local', 'directory.jsonl'), 'utf8')
    const people = accounts
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).userId as string)
    expect(people.length).toBeGreaterThan(20)
    expect(people.filter((userId) => first.screen.includes(userId))).toEqual([])
    expect(first.screen).not.toContain('written_at')
    const log = await readFile(path.join(DATA_DIR, 'demo', 'service.log'), 'utf8')
    expect(log).toContain('"msg":"listening"')
    expect(people.filter((userId) => log.includes(userId))).toEqual([])
  })

  it('stops the service and its database before it ends', async () => {
    const { DATA_DIR = '' } = environment
    const log = await readFile(path.join(DATA_DIR, 'demo', 'service.log'), 'utf8')
    expect(log.includes('"msg":"stopped"')).toBe(true)
    expect(await readdir(path.join(DATA_DIR, 'owners'))).toEqual([])
    expect(await readdir(path.join(DATA_DIR, 'postgres'))).not.toContain('postmaster.pid')
  })

  it('has right stats the second time on the same data', async () => {
    const second = await runDemo(environment)
    expect(second.code).toBe(0)
    checkTable(second.screen)
  }, 60_000)

  it('says in one line what is in the way', async () => {
    expect(await runDemo({ ...environment, PORT: 'x' })).toEqual({
      code: 2,
      screen: expect.stringMatching(/config_invalid: .*\n {2}PORT: expected a whole number .*\n$/),
    })
    expect(await runDemo(environment, ['--quick'])).toEqual({
      code: 2,
      screen: expect.stringMatching(/^config_invalid: Unknown option '--quick'.*\n$/),
    })
  })
})
