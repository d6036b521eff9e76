import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { ensurePageIsBuilt } from '../../support/built-page.ts'
import { freePort } from '../../support/free-port.ts'
import { type RunningTool, runTool, serviceOptions, startTool } from '../../support/run-tool.ts'
import { createTestBed } from '../../support/test-service.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'
const SERVING = /serving on (\S+)/

// Each test starts several processes, one after the other.
jest.setTimeout(90_000)

/** Fails with a value of the event, after more than its time limit. */
function failingText(prefix: string): string {
  return `import { defineHandler } from '#handler'
export default defineHandler({
  on: '${TERMINATION}',
  retry: { attempts: 1 },
  timeoutMs: 1,
  async run(event, { log }) {
    console.error('${prefix} printed')
    log.info('${prefix} looked up', { user: event.key('userId') })
    await new Promise((resolve) => setTimeout(resolve, 50))
    throw new Error('${prefix} no badge for ' + event.key('userId'))
  },
})
`
}

describe('the attempts at the terminal of npm run dev', () => {
  let folder: string
  let tool: RunningTool
  beforeAll(ensurePageIsBuilt, 120_000)
  beforeEach(async () => {
    // Within the project, so that #handler is found.
    await mkdir(path.join(ROOT, '.data'), { recursive: true })
    folder = await mkdtemp(path.join(ROOT, '.data/dev-'))
  })
  afterEach(async () => {
    tool.child.kill('SIGTERM')
    await tool.ended
    await rm(folder, { recursive: true, force: true })
  })
  const save = (text: string) => writeFile(path.join(folder, 'mine.ts'), text)

  it('are unmasked with the local database and issuer; --inspect keeps the port of its debugger', async () => {
    await save(failingText('first'))
    const port = await freePort()
    const environment = {
      ...{ DATA_DIR: path.join(folder, 'data'), HANDLERS_DIR: folder },
      ...{ PORT: '0', LOCAL_TOKEN_PORT: '0' },
    }
    tool = startTool(['dev', `--inspect=${port}`], environment)
    await tool.says(`debugger 127.0.0.1:${port}`)
    const first = await debuggedProcess(port)
    await save(failingText('second'))
    await tool.says('serving on', 2)
    expect(await debuggedProcess(port)).not.toBe(first)

    const [, url = ''] = SERVING.exec(tool.out()) ?? []
    const [, tokenUrl = ''] = /token_url=(\S+)/.exec(tool.out()) ?? []
    const secretFile = path.join(folder, 'data/local/successfactors.secret')
    const { code } = await runTool([
      ...['send', 'termination', '--employee', '100042', '--url', url],
      ...['--token-url', tokenUrl, '--client-id', 'successfactors'],
      ...['--client-secret-file', secretFile],
    ])
    expect(code).toBe(0)
    await tool.says('mine, attempt 1: failed, the lane is parked')
    await tool.says('Error: second no badge for 100042')
    expect(tool.out()).toMatch(/\n {4}at .*mine\.ts:10:\d+/)
    await tool.says('info  second looked up {"user":"100042"}')
    await tool.says('second printed')
  })

  it('are masked with another database and issuer, and what handlers print is hidden', async () => {
    await save(failingText('masked').replace('timeoutMs: 1,', ''))
    const bed = await createTestBed()
    try {
      tool = startTool(['dev'], {
        DATABASE_URL: bed.database.url,
        VCAP_SERVICES: JSON.stringify({
          xsuaa: [{ name: 'local', credentials: bed.authorizationServer.xsuaaCredentials }],
        }),
        ...{ HANDLERS_DIR: folder, PORT: '0' },
      })
      await tool.says('serving on')
      const [, url = ''] = SERVING.exec(tool.out()) ?? []
      const { args, input } = serviceOptions(bed, url, 'successfactors')
      await runTool(['send', 'termination', '--employee', '100042', ...args], {}, input)
      await tool.says('Error: masked no badge for ‹userId›')
      await tool.says('info  masked looked up {"user":"‹user')
      await tool.says('This output is not masked')
      expect(tool.out()).not.toContain('masked printed')
      expect(tool.out()).not.toContain('100042')
    } finally {
      tool.child.kill('SIGTERM')
      await tool.ended
      await bed.stop()
    }
  })
})

/** The process behind a port of Node's debugger. */
async function debuggedProcess(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = (await answer.json()) as { id: string }[]
  return target?.id ?? 'none'
}
