import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { ensurePageIsBuilt } from '../../support/built-page.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import { type RunningTool, runTool, serviceOptions, startTool } from '../../support/run-tool.ts'
import { createTestBed, type TestBed } from '../../support/test-service.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'

/** Saved texts that do not start, and what is said about them. */
const MISTAKES: readonly (readonly [text: string, finding: string])[] = [
  // a syntax error, with its line
  ['export default {\n  on: 5 5\n}', '(mine.ts:2)'],
  ['export const mine = 1\n', 'mine.ts: expected "export default defineHandler'],
  [
    "import { defineHandler } from '#handler'\nexport default defineHandler({ on: 'a', timeoutMs: 0, run() {} })\n",
    'mine.ts: timeoutMs:',
  ],
]

// Each test starts several processes, one after the other.
jest.setTimeout(90_000)

/** A target that keeps every call waiting until it is let go. */
interface Gate {
  readonly server: Server
  readonly calls: string[]
  readonly waiting: ServerResponse[]
}

let bed: TestBed
let folder: string
let tool: RunningTool
let gate: Gate
beforeEach(async () => {
  bed = await createTestBed()
  // Within the project, so that #handler is found.
  await mkdir(path.join(ROOT, '.data'), { recursive: true })
  folder = await mkdtemp(path.join(ROOT, '.data/dev-'))
  gate = await openGate()
})
afterEach(async () => {
  tool.child.kill('SIGTERM')
  await tool.ended
  gate.server.closeAllConnections()
  gate.server.close()
  await bed.stop()
  await rm(folder, { recursive: true, force: true })
})

async function openGate(): Promise<Gate> {
  const calls: string[] = []
  const waiting: ServerResponse[] = []
  const server = createServer((request, response) => {
    calls.push(request.url ?? '')
    waiting.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, calls, waiting }
}
const letGo = () => {
  for (const response of gate.waiting.splice(0)) response.end()
}

/** Tells the gate which version runs: when it begins, and when it has ended. */
function handlerText(version: string): string {
  const { port } = gate.server.address() as AddressInfo
  return `import { defineHandler } from '#handler'
export default defineHandler({
  on: '${TERMINATION}',
  async run() {
    await fetch('http://127.0.0.1:${port}/${version}/begins')
    void fetch('http://127.0.0.1:${port}/${version}/ended').catch(() => undefined)
  },
})
`
}
const save = (text: string) => writeFile(path.join(folder, 'mine.ts'), text)

async function startDev(...args: readonly string[]): Promise<string> {
  tool = startTool(['dev', ...args], {
    DATABASE_URL: bed.database.url,
    VCAP_SERVICES: JSON.stringify({
      xsuaa: [{ name: 'local', credentials: bed.authorizationServer.xsuaaCredentials }],
    }),
    HANDLERS_DIR: folder,
    PORT: '0',
  })
  await tool.says('serving on')
  return /http:\/\/localhost:\d+/.exec(tool.out())?.[0] ?? ''
}
async function sendTo(url: string) {
  const { args, input } = serviceOptions(bed, url, 'successfactors')
  return JSON.parse((await runTool(['send', 'termination', '--json', ...args], {}, input)).out)
}
const called = (call: string) =>
  settledOrTimeout(() => gate.calls.includes(call), `${call} in ${gate.calls}`)

describe('npm run dev', () => {
  it('lets what runs finish on the old code, and takes the new code for all else', async () => {
    await save(handlerText('first'))
    const url = await startDev()
    await sendTo(url)
    await called('/first/begins')

    await save(handlerText('second'))
    await tool.says('serving on', 2)
    expect(tool.out().match(/serving on (\S+)/g)).toEqual([
      `serving on ${url}`,
      `serving on ${url}`,
    ])
    expect(await sendTo(url)).toMatchObject({ statuses: { 200: 1 } })
    await called('/second/begins')

    letGo()
    await called('/first/ended')
    await called('/second/ended')
    letGo()
    await bed.settled()
    const { rows } = await bed.db.query('select outcome, count(*)::int from attempt group by 1')
    expect(rows).toEqual([{ outcome: 'completed', count: 2 }])
  })

  it('keeps what runs where a save has a mistake', async () => {
    await save(handlerText('first'))
    const url = await startDev()
    for (const [index, [text, finding]] of MISTAKES.entries()) {
      await save(text)
      await tool.says(finding)
      await tool.says('not started, what ran before goes on', index + 1)
    }
    await sendTo(url)
    await called('/first/begins')
    letGo()
    await save(handlerText('mended'))
    await tool.says('serving on', 2)
    await sendTo(url)
    await called('/mended/begins')
    letGo()
  })

  it('loses no call while it is saved again and again', async () => {
    await save(handlerText('first'))
    const url = await startDev()
    const { args, input } = serviceOptions(bed, url, 'successfactors')
    const sent = ['send', 'hire', '--count', '120', '--rate', '20', '--json', ...args]
    const sending = runTool(sent, {}, input)
    for (let version = 2; version <= 4; version += 1) {
      await save(handlerText(`v${version}`))
      await tool.says('serving on', version)
    }
    expect(JSON.parse((await sending).out)).toMatchObject({ statuses: { 200: 120 }, repeated: 0 })
  })

  it('stops with everything that it has started', async () => {
    await save(handlerText('first'))
    const url = await startDev()
    tool.child.kill('SIGTERM')
    expect((await tool.ended).code).toBe(0)
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed')
  })
})

describe('npm run dev without anything', () => {
  beforeAll(ensurePageIsBuilt, 120_000)

  it('reads .env, brings its stand-ins, names the monitor, and needs no browser for --open', async () => {
    await save(handlerText('first'))
    const dataDir = path.join(folder, 'data')
    await writeFile(
      path.join(folder, '.env'),
      `DATA_DIR=${dataDir}\nHANDLERS_DIR="${folder}"\nPORT=1\nLOCAL_TOKEN_PORT=1\n`,
    )
    const environment = { PORT: '0', LOCAL_TOKEN_PORT: '0', ENV_FILE: '', PATH: '/nowhere' }
    tool = startTool(['dev', '--open'], environment, '', folder)
    await tool.says('no browser could be opened')
    expect(tool.out()).toMatch(
      /monitor http:\/\/localhost:\d+\/monitor\/, user operator, password in/,
    )
    const secret = await readFile(path.join(dataDir, 'local/operator.secret'), 'utf8')
    expect(tool.out()).not.toContain(secret.trim())
  })
})
