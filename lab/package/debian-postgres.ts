import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from '../../test/support/free-port.ts'

const run = promisify(execFile)
const VERSIONS = '/usr/lib/postgresql'
const START_MS = 30_000

export interface DebianPostgres {
  readonly version: string
  readonly url: string
  /** @returns its address */
  createDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

/** A PostgreSQL of the Debian package, with data of its own. @throws Error without the package */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const version = (await readdir(VERSIONS).catch(() => [])).sort().at(-1)
  if (version === undefined) {
    throw new Error(
      'expected PostgreSQL of Debian: apt-get install --no-install-recommends postgresql',
    )
  }
  const bin = path.join(VERSIONS, version, 'bin')
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-debian-'))
  const data = path.join(folder, 'data')
  // PostgreSQL refuses to run as root.
  const prefix = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : []
  await chmod(folder, 0o777)
  const as = (program: string, ...args: string[]): [string, string[]] => {
    const [first = '', ...rest] = [...prefix, path.join(bin, program), ...args]
    return [first, rest]
  }
  await run(...as('initdb', '-D', data, '-U', 'receiver', '-A', 'trust'), { cwd: '/' })
  const port = await freePort()
  const settings = ['-k', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1']
  const [program, args] = as('postgres', '-D', data, ...settings)
  const server = spawn(program, args, { cwd: '/', stdio: 'ignore' })
  const urlOf = (name: string) => `postgres://receiver@127.0.0.1:${port}/${name}`
  const url = urlOf('postgres')
  await answers(url)
  return {
    version,
    url,
    async createDatabase(name) {
      await run(...as('createdb', '-h', folder, '-p', String(port), '-U', 'receiver', name), {
        cwd: '/',
      })
      return urlOf(name)
    },
    async stop() {
      const ended = once(server, 'exit')
      await run(...as('pg_ctl', 'stop', '-D', data, '-m', 'fast'), { cwd: '/' })
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<void> {
  const deadline = performance.now() + START_MS
  for (;;) {
    const client = new pg.Client(url)
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(100)
    }
  }
}
