import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createBrowserLike } from '../support/browser-like.ts'
import { mtaSchema } from '../support/descriptors/mta-schema.ts'
import { readJson, readYaml } from '../support/descriptors/project.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PUBLIC_URL = 'https://events.example.com'

const { modules, resources } = mtaSchema.parse(readYaml('mta.yaml'))
const parameters = modules[0]?.parameters

let bed: TestBed
let instance: TestInstance
beforeAll(async () => {
  bed = await createTestBed()
  instance = await bed.startInstance({ environment: { PUBLIC_URL } })
})
afterAll(() => bed.stop())

/** The paths that the issuer may send a browser back to. */
function pathsOf(redirectUris: readonly string[]): string[] {
  return redirectUris.map((uri) => uri.replace(/^(https:\/\/[^/]+|~\{[^}]+\})/, '')).sort()
}
const oauth2 = (of: unknown) =>
  (of as Record<string, { 'redirect-uris': string[] }>)['oauth2-configuration']?.[
    'redirect-uris'
  ] ?? []

/** Where the service lets the issuer send a browser back to: from the login, and from the logout. */
async function pathsInUse(): Promise<string[]> {
  const browser = createBrowserLike()
  const login = await browser.get(`${instance.url}/monitor/login`)
  const begun = new URL(login.headers.get('location') ?? '').searchParams.get('redirect_uri')
  browser.cookies.set(`${new URL(instance.url).host} __Host-sf-event-receiver`, 'any')
  const page = { 'x-monitor': '1' }
  const logout = await browser.post(`${instance.url}/monitor/logout`, undefined, page)
  const { location } = (await logout.json()) as { location: string }
  const ended = new URL(location).searchParams.get('redirect')
  const used = [new URL(begun ?? ''), new URL(ended ?? '')]
  expect(used.map(({ origin }) => origin)).toEqual([PUBLIC_URL, PUBLIC_URL])
  return used.map(({ pathname }) => pathname).sort()
}

describe('the addresses in the descriptors', () => {
  it.each(['health-check-http-endpoint', 'readiness-health-check-http-endpoint'] as const)(
    '%s answers 200 to anybody',
    async (endpoint) => {
      expect((await fetch(`${instance.url}${parameters?.[endpoint]}`)).status).toBe(200)
    },
  )

  it('that a login comes back to are those of the service, and so is that of a logout', async () => {
    const xsuaa = resources.find((resource) => resource.parameters.service === 'xsuaa')
    const inUse = await pathsInUse()
    expect(pathsOf(oauth2(xsuaa?.parameters.config))).toEqual(inUse)
    expect(pathsOf(oauth2(readJson('xs-security.json')))).toEqual(inUse)
  })
})
