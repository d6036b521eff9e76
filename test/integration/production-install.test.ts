import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type NpmScript, startNpmScript } from '../support/npm-script.ts'
import { createProductionInstall, type ProductionInstall } from '../support/production-install.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('an install without development and optional packages', () => {
  let bed: TestBed
  let install: ProductionInstall
  let script: NpmScript
  beforeAll(async () => {
    bed = await createTestBed()
    install = await createProductionInstall()
  })
  afterEach(() => script.kill())
  afterAll(async () => {
    await bed.stop()
    await install.remove()
  })

  function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    script = startNpmScript(args, { PORT: '0', ...environment }, install.folder)
  }

  it('starts where database and issuer are configured', async () => {
    start(['start'], {
      DATABASE_URL: bed.database.url,
      VCAP_SERVICES: JSON.stringify({
        xsuaa: [{ name: 'local', credentials: bed.authorizationServer.xsuaaCredentials }],
      }),
    })
    await script.says('"msg":"listening"')
    script.child.kill('SIGTERM')
    await script.ended()
  })

  it('says in one sentence that a stand-in needs them', async () => {
    start(['start'], { DATABASE_URL: bed.database.url })
    await script.ended()
    expect(script.child.exitCode).toBe(1)
    expect(script.out()).toContain('packages_missing: expected a trusted issuer')
    expect(script.out()).not.toContain('    at ')
  })

  it.each([
    ['demo', 2],
    ['dev', 2],
    ['send', 2],
    ['build', 1],
  ])('says in one sentence that "npm run %s" needs them', async (name, code) => {
    start(['run', name])
    await script.ended()
    expect(script.child.exitCode).toBe(code)
    expect(script.out()).toContain(`packages_missing: "npm run ${name}" needs`)
    expect(script.out()).not.toContain('    at ')
  })
})
