import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type NpmScript, startNpmScript } from '../support/npm-script.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('the end of the npm that started a script', () => {
  let bed: TestBed
  let dataDir: string
  let script: NpmScript
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-npm-'))
    bed = await createTestBed()
  })
  afterEach(() => script.kill())
  afterAll(async () => {
    await bed.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  function start(...args: readonly string[]): NpmScript {
    return startNpmScript(args, {
      DATABASE_URL: bed.database.url,
      VCAP_SERVICES: JSON.stringify({
        xsuaa: [{ name: 'local', credentials: bed.authorizationServer.xsuaaCredentials }],
      }),
      HANDLERS_DIR: 'test/fixtures/handlers/observed',
      PORT: '0',
      LOCAL_TOKEN_PORT: '0',
      DATA_DIR: dataDir,
    })
  }

  it('by SIGTERM lets the service drain', async () => {
    script = start('start')
    await script.says('"msg":"listening"')
    script.child.kill('SIGTERM')
    await script.ended()
    expect(script.out()).toContain('"msg":"stopped"')
  })

  // SIGKILL leaves the shell between npm and the program alive.
  it('by SIGKILL ends "npm run dev" and its service', async () => {
    script = start('run', 'dev')
    await script.says('serving on')
    script.child.kill('SIGKILL')
    await script.ended()
    expect(script.out()).toContain('stopping')
  })

  it('by SIGTERM ends "npm run demo"', async () => {
    script = start('run', 'demo')
    await script.says('sf-event-receiver demo')
    script.child.kill('SIGTERM')
    await script.ended()
    expect(script.out()).toMatch(/Stopp(ed|ing)\./)
  })
})
