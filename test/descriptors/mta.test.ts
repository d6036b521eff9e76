import { describe, expect, it } from '@jest/globals'
import { mtaFindings } from '../support/descriptors/mta-findings.ts'
import { type Mta, mtaSchema } from '../support/descriptors/mta-schema.ts'
import { readProject, readYaml } from '../support/descriptors/project.ts'

const project = readProject()
const descriptor = readYaml('mta.yaml')
const mta = mtaSchema.parse(descriptor)
/** Each with the ID that it extends. */
function broken(change: (mta: Mta) => void): Mta {
  const copy = structuredClone(mta)
  change(copy)
  return copy
}
const moduleOf = ({ modules: [module] }: Mta) => module as Mta['modules'][number]
const resourceOf = ({ resources: [resource] }: Mta) => resource as Mta['resources'][number]

describe('mta.yaml', () => {
  it('keeps every rule', () => {
    expect(mtaFindings(descriptor, project)).toEqual([])
  })

  it.each<[string, (mta: Mta) => void, string]>([
    [
      'another schema version',
      (it) => Object.assign(it, { '_schema-version': '2.1' }),
      '_schema-version',
    ],
    ['a name with a space', (it) => Object.assign(it, { ID: 'sf event' }), 'ID'],
    [
      'a key that nobody knows',
      (it) => Object.assign(moduleOf(it), { parameter: {} }),
      'modules.0',
    ],
    ['no parameters', (it) => Object.assign(moduleOf(it), { parameters: undefined }), 'modules.0'],
    [
      'another version than the package',
      (it) => Object.assign(it, { version: '9.9.9' }),
      'version: expected 0.',
    ],
    [
      'one name for two things',
      (it) => Object.assign(resourceOf(it), { name: 'srv-api' }),
      'srv-api: expected a name of its own',
    ],
    [
      'a dependency that nothing provides',
      (it) => moduleOf(it).requires.push({ name: 'lost' }),
      'expected "lost" to be provided',
    ],
    [
      'a dependency of a resource that nothing provides',
      (it) => Object.assign(resourceOf(it), { requires: [{ name: 'lost' }] }),
      'expected "lost" to be provided',
    ],
    [
      'a resource behind one that is not there',
      (it) => Object.assign(resourceOf(it), { 'processed-after': ['lost'] }),
      'expected "lost" to be a resource',
    ],
    [
      'a reference to what is not required',
      (it) => Object.assign(resourceOf(it), { requires: [] }),
      'expected ~{srv-api/srv-url} to be a property',
    ],
    [
      'a reference to a property that is not there',
      (it) => Object.assign(moduleOf(it), { provides: [{ name: 'srv-api', properties: {} }] }),
      'expected ~{srv-api/srv-url} to be a property',
    ],
    [
      'a module folder that is not there',
      (it) => Object.assign(moduleOf(it), { path: 'gone' }),
      'gone: expected to be there',
    ],
    [
      'a command whose file is not there',
      (it) => Object.assign(moduleOf(it).parameters, { command: 'node srv/gone.ts' }),
      'srv/gone.ts: expected to be there',
    ],
    [
      'a security descriptor that is not there',
      (it) => Object.assign(resourceOf(it).parameters, { path: './gone.json' }),
      './gone.json: expected to be there',
    ],
    [
      'a builder without commands',
      (it) => Object.assign(moduleOf(it)['build-parameters'], { commands: [] }),
      'expected at least one command',
    ],
    [
      'a builder that installs by itself',
      (it) => Object.assign(moduleOf(it)['build-parameters'], { builder: 'npm' }),
      'expected the builder custom',
    ],
    [
      'a command for a shell',
      (it) =>
        Object.assign(moduleOf(it)['build-parameters'], { commands: ['npm prune && npm test'] }),
      'without a shell',
    ],
    [
      'a pattern that filepath.Glob does not know',
      (it) => moduleOf(it)['build-parameters'].ignore.push('srv/**/*.test.ts'),
      'filepath.Glob',
    ],
    [
      'one instance',
      (it) => Object.assign(moduleOf(it).parameters, { instances: 1 }),
      'expected two instances',
    ],
    [
      'an endpoint that is not asked',
      (it) => Object.assign(moduleOf(it).parameters, { 'readiness-health-check-type': 'process' }),
      'expected readiness-health-check-type to be http',
    ],
    [
      'a variable that is no text',
      (it) => Object.assign(moduleOf(it).properties, { RETENTION_DAYS: 90 }),
      'expected text',
    ],
    [
      'a role collection that two spaces would share',
      (it) => {
        const { config } = resourceOf(it).parameters
        Object.assign(config ?? {}, { 'role-collections': [{ name: 'SF Event Monitor' }] })
      },
      'expected "SF Event Monitor" to contain the space',
    ],
    [
      'the role collections of the file, which two spaces would share',
      (it) => delete resourceOf(it).parameters.config?.['role-collections'],
      'expected role-collections',
    ],
    [
      'an application name that two spaces would share',
      (it) => Object.assign(resourceOf(it).parameters.config ?? {}, { xsappname: 'sf' }),
      'expected "sf" to contain the space',
    ],
    [
      'parameters of a service key, which count as a change at every deployment',
      (it) => {
        const config = { 'credential-type': 'binding-secret' }
        Object.assign(resourceOf(it).parameters, { 'service-keys': [{ name: 'sf', config }] })
      },
      'sf: expected a service key without config',
    ],
    [
      'keys that would get certificates, since they take the first type',
      (it) => {
        const oauth2 = {
          'oauth2-configuration': { 'credential-types': ['x509', 'binding-secret'] },
        }
        Object.assign(resourceOf(it).parameters.config ?? {}, oauth2)
      },
      'expected binding-secret as the first of credential-types',
    ],
    [
      'a resource without a plan',
      (it) => Object.assign(resourceOf(it).parameters, { 'service-plan': undefined }),
      'service-plan',
    ],
  ])('with %s is found', (_name, change, expected) => {
    expect(mtaFindings(broken(change), project)).toEqual(
      expect.arrayContaining([expect.stringContaining(expected)]),
    )
  })

  it('builds before it takes away what builds, and without any script of a package', () => {
    const commands = mta['build-parameters']['before-all'].flatMap((builder) => builder.commands)
    expect(commands).toEqual([
      'npm ci --ignore-scripts --include=dev --include=optional',
      'npm run build',
    ])
    expect(moduleOf(mta)['build-parameters'].commands).toEqual([
      'npm prune --omit=dev --omit=optional',
    ])
  })

  it('lets the buildpack install nothing over what was built', () => {
    // npm separates the entries of a list in a variable by an empty line.
    expect(moduleOf(mta).properties.NPM_CONFIG_OMIT).toBe('dev\n\noptional')
  })

  it('has the database of the keys, logs, audit log and Event Hub off, and everything else on', () => {
    const off = mta.resources.filter(({ active }) => active === false).map(({ name }) => name)
    expect(off).toEqual([
      'sf-event-receiver-keys',
      'sf-event-receiver-logs',
      'sf-event-receiver-auditlog',
      'sf-event-receiver-event-broker',
      'sf-event-receiver-identity',
    ])
  })
})
