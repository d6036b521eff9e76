import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Account, type Deployment, deploy } from '../support/descriptors/deploy.ts'
import { mtaSchema } from '../support/descriptors/mta-schema.ts'
import { readYaml } from '../support/descriptors/project.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const mta = mtaSchema.parse(readYaml('mta.yaml'))
const ACCOUNT: Account = {
  org: 'acme',
  space: 'production',
  defaultDomain: 'cfapps.eu10.hana.ondemand.com',
  ownDomains: [],
}
const TRIAL = 'docs/btp/mta-trial.mtaext'
const PRODUCTION = 'docs/btp/mta-production.mtaext'
const SECOND_PASS = 'docs/btp/mta-second-pass.mtaext'
const DEFAULT_HOST = 'acme-production-sf-event-receiver-srv.cfapps.eu10.hana.ondemand.com'

type Variables = Readonly<Record<string, string | undefined>>

let bed: TestBed
beforeAll(async () => {
  bed = await createTestBed()
})
afterAll(() => bed.stop())

function bindings({ KEYS_DATABASE_BINDING: name }: Variables): Record<string, string> {
  const { xsuaaCredentials: credentials } = bed.authorizationServer
  return {
    DATABASE_URL: 'postgres://receiver@db.example.com/receiver?sslmode=verify-full',
    VCAP_SERVICES: JSON.stringify({
      xsuaa: [{ name: 'sf-event-receiver-xsuaa', label: 'xsuaa', credentials }],
      ...(name && { 'postgresql-db': [{ name, credentials: { uri: bed.database.url } }] }),
    }),
  }
}

/** How a deployed receiver answers the first event of a client that nobody has told it about. */
async function firstCall({ environment }: Deployment, company: string): Promise<number> {
  const instance = await bed.startInstance({
    environment: { ...bindings(environment), ...environment },
  })
  const answer = await fetch(`${instance.url}/http/successfactors/events/${company}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await bed.token()}`, 'content-type': 'text/xml' },
    body: soapMessage([{ eventId: `${company} first`, userId: '1' }]),
  })
  await answer.arrayBuffer()
  await instance.stop()
  return answer.status
}

describe.each([
  ['without an extension', []],
  ['with the extension for trial accounts', [TRIAL]],
  ['with the extension for production', [PRODUCTION]],
])('a first deployment %s, as it stands', (_name, files) => {
  const extensions = files.map((file) => readYaml(file))

  it('needs no domain beside the platform’s', () => {
    expect(deploy(mta, extensions, ACCOUNT).hosts).toEqual([DEFAULT_HOST])
  })

  it.each(['ACME', 'OTHER'])('accepts the first call of SuccessFactors for %s', async (company) => {
    const own = deploy(mta, extensions, { ...ACCOUNT, ownDomains: ['example.com'] })
    expect(await firstCall(own, company)).toBe(200)
  })
})

describe('the second pass of production', () => {
  const extensions = [PRODUCTION, SECOND_PASS].map((file) => readYaml(file))
  const account = { ...ACCOUNT, ownDomains: ['example.com'] }

  it('is refused while the organisation lacks the domain', () => {
    expect(() => deploy(mta, extensions, ACCOUNT)).toThrow('events.example.com')
  })

  it('adds the own address and keeps the one that SuccessFactors already calls', () => {
    const { hosts, environment, resources } = deploy(mta, extensions, account)
    expect(hosts).toEqual(['events.example.com', DEFAULT_HOST])
    expect(environment.PUBLIC_URL).toBe('https://events.example.com')
    const xsuaa = resources.find(({ parameters }) => parameters.service === 'xsuaa')
    expect(JSON.stringify(xsuaa)).toContain('https://events.example.com/monitor/callback')
  })

  it('binds the client, once its id is filled in, to its company', async () => {
    const { environment, ...others } = deploy(mta, extensions, account)
    const [{ client }] = JSON.parse(environment.CALLERS ?? '[]')
    // The number behind "!t" is known after the first deployment only.
    expect(client).toMatch(/^sb-sf-event-receiver-production!t\d+$/)
    const filledIn = environment.CALLERS?.replace(client, 'successfactors') ?? ''
    const deployed = { ...others, environment: { ...environment, CALLERS: filledIn } }
    expect(await firstCall(deployed, 'ACME')).toBe(200)
    expect(await firstCall(deployed, 'OTHER')).toBe(403)
  })
})
