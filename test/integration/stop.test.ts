import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { openRaw } from '../support/raw-http.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Shorter than a stop, long enough to be a signal of its own. */
const AGAIN_MS = 5

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<unknown[]>
  text(): string
}

describe('a signal', () => {
  let dataDir: string
  let directoryPort: string
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-stop-'))
    directoryPort = String(await freePort())
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  function start(): Started {
    const child = spawn(process.execPath, ['srv/server.ts'], {
      cwd: ROOT,
      env: {
        ...COMPILE_CACHE,
        DATA_DIR: dataDir,
        PORT: '0',
        LOCAL_TOKEN_PORT: '0',
        LOCAL_DIRECTORY_PORT: directoryPort,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, as a terminal gives one to what it runs.
      detached: true,
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        text += chunk
      })
    }
    return { child, ended: once(child, 'close'), text: () => text }
  }

  const written = ({ text }: Started, words: string) =>
    settledOrTimeout(() => text().includes(words), words)

  /** initdb has begun to fill its folder, which takes it most of a second. */
  const isBeingMade = async () =>
    (await readdir(dataDir, { recursive: true })).some((name) =>
      /^postgres\.new-[^/]+\/base\/1\/PG_VERSION$/.test(name),
    )

  async function expectCleanEnd({ ended, text }: Started): Promise<void> {
    expect(await ended).toEqual([0, null])
    expect(text()).toContain('"msg":"stopped"')
    expect(await readdir(path.join(dataDir, 'owners'))).toEqual([])
    expect(await readdir(path.join(dataDir, 'postgres'))).not.toContain('postmaster.pid')
  }

  it('to the whole group while the database is being made waits for it', async () => {
    const started = start()
    await settledOrTimeout(isBeingMade, 'initdb')
    process.kill(-(started.child.pid ?? Number.NaN), 'SIGINT')
    await expectCleanEnd(started)
  })

  // A terminal, npm and a platform each pass the signal on: one stop often comes as two.
  it('that comes again while the service stops does not cut the stop short', async () => {
    const started = start()
    await written(started, '"msg":"listening"')
    const again = setInterval(() => started.child.kill('SIGTERM'), AGAIN_MS)
    try {
      await started.ended
    } finally {
      clearInterval(again)
    }
    await expectCleanEnd(started)
  })

  it('breaks no call that is on its way: what was sent before is answered, and the connection ends', async () => {
    const started = start()
    await written(started, '"msg":"listening"')
    const url = `http://127.0.0.1:${/"port":(\d+),"role"/.exec(started.text())?.[1]}`
    const call = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const kept = await Promise.all(Array.from({ length: 20 }, () => openRaw(url)))
    for (const connection of kept) connection.send(call)
    await Promise.all(kept.map((connection) => connection.until(/"UP"/)))

    // While it is frozen, calls arrive on connections that look idle, and on new ones.
    started.child.kill('SIGSTOP')
    const young = await Promise.all(Array.from({ length: 5 }, () => openRaw(url)))
    for (const connection of [...kept, ...young]) connection.send(call)
    started.child.kill('SIGTERM')
    started.child.kill('SIGCONT')

    const answers = await Promise.all([...kept, ...young].map((connection) => connection.closed()))
    expect(answers.map((text) => text.split('"UP"').length - 1)).toEqual([
      ...kept.map(() => 2),
      ...young.map(() => 1),
    ])
    await expectCleanEnd(started)
  })

  it('during the start leaves nothing running', async () => {
    const started = start()
    await written(started, 'local PostgreSQL')
    started.child.kill('SIGTERM')
    await expectCleanEnd(started)
  })
})
