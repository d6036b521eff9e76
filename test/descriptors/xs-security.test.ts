import { describe, expect, it } from '@jest/globals'
import { xsuaaGrants } from '../../lib/config/xsuaa-binding.ts'
import { deploy } from '../support/descriptors/deploy.ts'
import { mtaSchema } from '../support/descriptors/mta-schema.ts'
import { readJson, readYaml } from '../support/descriptors/project.ts'
import { oauth2Schema, xsSecurityFindings } from '../support/descriptors/xs-security-findings.ts'

interface Security {
  xsappname: string
  scopes: { name: string }[]
  authorities: string[]
  'role-templates': { name: string; 'scope-references': string[] }[]
  'role-collections': { name: string; 'role-template-references': string[] }[]
  'oauth2-configuration': {
    'token-validity': number
    'credential-types': string[]
    'redirect-uris': string[]
  }
}

const security = readJson('xs-security.json') as Security
const mta = mtaSchema.parse(readYaml('mta.yaml'))
const xsuaa = mta.resources.find(({ parameters }) => parameters.service === 'xsuaa')?.parameters
const deployed = oauth2Schema.omit({ 'redirect-uris': true }).loose()

const scopesInCode = () =>
  Object.values(xsuaaGrants('$XSAPPNAME')).flatMap(({ scopes }) => [...scopes])

describe('xs-security.json', () => {
  it('keeps every rule', () => {
    expect(xsSecurityFindings(security)).toEqual([])
  })

  it.each<[string, (it: Security) => void, string]>([
    ['too long a name', (it) => Object.assign(it, { xsappname: 'a'.repeat(101) }), 'xsappname'],
    ['a name with a dot', (it) => Object.assign(it, { xsappname: 'sf.event' }), 'xsappname'],
    [
      'a scope of its own name',
      (it) => it.scopes.push({ name: 'Ingest', description: 'x' } as never),
      'scopes.6.name',
    ],
    ['a scope twice', (it) => it.scopes.push(it.scopes[0] as never), 'expected once'],
    [
      'too long a scope',
      (it) => {
        it.scopes.push({ name: `$XSAPPNAME.${'a'.repeat(180)}`, description: 'x' } as never)
      },
      'expected at most 193',
    ],
    [
      'a role of a scope that is not there',
      (it) => it['role-templates'][0]?.['scope-references'].push('$XSAPPNAME.Lost'),
      'Monitor: $XSAPPNAME.Lost is no scope',
    ],
    [
      'a collection of a role that is not there',
      (it) => it['role-collections'][0]?.['role-template-references'].push('$XSAPPNAME.Lost'),
      '$XSAPPNAME.Lost is no role template',
    ],
    [
      'an authority that is not there',
      (it) => it.authorities.push('$XSAPPNAME.Lost'),
      'authorities: $XSAPPNAME.Lost is no scope',
    ],
    [
      'tokens for two days',
      (it) => Object.assign(it['oauth2-configuration'], { 'token-validity': 172_800 }),
      'token-validity',
    ],
    [
      'secrets of the instance, which are gone',
      (it) => it['oauth2-configuration']['credential-types'].push('instance-secret'),
      'credential-types',
    ],
    [
      'a redirect to anywhere',
      (it) => it['oauth2-configuration']['redirect-uris'].push('https://*.example.com/**'),
      'redirect-uris',
    ],
    [
      'a redirect without TLS',
      (it) => it['oauth2-configuration']['redirect-uris'].push('http://a.example/monitor/'),
      'redirect-uris',
    ],
  ])('with %s is found', (_name, change, expected) => {
    const copy = structuredClone(security)
    change(copy)
    expect(xsSecurityFindings(copy)).toEqual(
      expect.arrayContaining([expect.stringContaining(expected)]),
    )
  })

  it('has the scopes that the code asks for, and no other', () => {
    expect(security.scopes.map(({ name }) => name)).toEqual(scopesInCode())
  })

  it('gives clients of this instance nothing but Ingest: all of its keys share one client', () => {
    expect(security.authorities).toEqual(['$XSAPPNAME.Ingest'])
  })

  it('gives no person Ingest or the scope of SAP Data Privacy Integration', () => {
    const given = security['role-templates'].flatMap((template) => template['scope-references'])
    expect(new Set(given)).toEqual(
      new Set(
        scopesInCode().filter((scope) => !/\.(Ingest|DataRetentionManagerUser)$/.test(scope)),
      ),
    )
  })

  it('has the same tokens and credentials as the deployment, which takes its place', () => {
    const { 'redirect-uris': _, ...others } = security['oauth2-configuration']
    const { 'redirect-uris': __, ...own } = deployed.parse(xsuaa?.config?.['oauth2-configuration'])
    expect(own).toEqual(others)
    expect(xsuaa?.path).toBe('./xs-security.json')
  })
})

/** `config` as XSUAA gets it in a space. */
function configIn(space: string): Security {
  const account = { org: 'acme', space, defaultDomain: 'cfapps.example.com', ownDomains: [] }
  const { resources } = deploy(mta, [], account)
  const config = resources.find(({ parameters }) => parameters.service === 'xsuaa')?.parameters
    .config
  return config as unknown as Security
}

describe('a deployment into a space', () => {
  it('shares no name with another space of the same subaccount', () => {
    const namesIn = (space: string) => {
      const config = configIn(space)
      return [
        config.xsappname,
        ...(config['role-collections'] ?? security['role-collections']).map(({ name }) => name),
      ]
    }
    const test = namesIn('test')
    expect(namesIn('production').filter((name) => test.includes(name))).toEqual([])
  })

  it('has the role collections of the file, with the space behind their names', () => {
    expect(configIn('test')['role-collections']).toEqual(
      security['role-collections'].map((collection) => ({
        ...collection,
        name: `${collection.name} (test)`,
      })),
    )
  })
})

describe.each([
  ['docs/btp/second-sender.json', ['Ingest']],
  ['docs/btp/operator-client.json', ['Monitor', 'Operate']],
])('%s', (file, grants) => {
  const other = readJson(file) as Security

  it('keeps every rule', () => {
    expect(xsSecurityFindings(other)).toEqual([])
  })

  it('asks for scopes of the receiver as it is deployed into a space', () => {
    const receiver = String(xsuaa?.config?.xsappname).replace(
      ['$', '{space}'].join(''),
      'production',
    )
    expect(other.authorities).toEqual(
      grants.map((grant) => `$XSAPPNAME(application,${receiver}).${grant}`),
    )
    expect(other.xsappname).not.toBe(receiver)
    // The names of a subaccount are shared by its spaces.
    expect(other.xsappname).toMatch(/-production$/)
  })
})
