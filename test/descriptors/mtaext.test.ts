import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../lib/config/read-config.ts'
import { mtaextSchema, mtaSchema } from '../support/descriptors/mta-schema.ts'
import { mtaextFindings } from '../support/descriptors/mtaext-findings.ts'
import { readYaml } from '../support/descriptors/project.ts'

const NO_FILES = { vcapServices: null, folders: null, mistakes: [] }
const mta = mtaSchema.parse(readYaml('mta.yaml'))
/** Each with the ID that it extends. */
const EXTENSIONS: [file: string, base: string][] = [
  ['docs/btp/mta-trial.mtaext', 'sf-event-receiver'],
  ['docs/btp/mta-production.mtaext', 'sf-event-receiver'],
  ['docs/btp/mta-second-pass.mtaext', 'sf-event-receiver-production'],
  ['docs/btp/mta-event-hub.mtaext', 'sf-event-receiver'],
]

/** The descriptor with a change that breaks it. */
describe.each(EXTENSIONS)('%s', (file, base) => {
  it('keeps every rule', () => {
    expect(mtaextFindings(readYaml(file), mta, base)).toEqual([])
  })
})

describe('docs/btp/mta-event-hub.mtaext', () => {
  it('has variables that the service takes', () => {
    const { modules = [], resources = [] } = mtaextSchema.parse(
      readYaml('docs/btp/mta-event-hub.mtaext'),
    )
    const { CALLERS, EVENT_TYPES, TYPE_SENDERS } = modules[0]?.properties ?? {}
    const variables = { CALLERS, EVENT_TYPES, TYPE_SENDERS }
    expect(() => readConfig(variables, NO_FILES)).not.toThrow()
    expect(resources.every(({ active }) => active === true)).toBe(true)
  })
})

describe('an extension', () => {
  const good = { '_schema-version': '3.3', ID: 'x', extends: 'sf-event-receiver' }
  const srv = 'sf-event-receiver-srv'

  it.each<[string, Record<string, unknown>, string]>([
    ['of another application', { extends: 'other' }, 'extends: expected sf-event-receiver'],
    ['with the ID of what it extends', { ID: 'sf-event-receiver' }, 'ID: expected'],
    ['of another schema version', { '_schema-version': '3.1' }, '_schema-version'],
    ['of a module that is not there', { modules: [{ name: 'x' }] }, 'x: expected a module'],
    ['of a resource that is not there', { resources: [{ name: 'x' }] }, 'x: expected a resource'],
    [
      'that changes a type',
      { resources: [{ name: 'sf-event-receiver-db', type: 'org.cloudfoundry.existing-service' }] },
      'resources.0',
    ],
    ['that misspells parameters', { modules: [{ name: srv, parameter: {} }] }, 'modules.0'],
    [
      'that adds a dependency',
      { modules: [{ name: srv, requires: [{ name: 'redis' }] }] },
      'expected requires to name what sf-event-receiver has, not redis',
    ],
    [
      'with a route and no address',
      { modules: [{ name: srv, parameters: { routes: [{ route: 'a.example' }] } }] },
      'expected public-url to be https and one of the routes',
    ],
    [
      'with a plain address',
      {
        modules: [
          {
            name: srv,
            parameters: { routes: [{ route: 'a.example' }], 'public-url': 'http://a.example' },
          },
        ],
      },
      'expected public-url to be https',
    ],
  ])('%s is found', (_name, change, expected) => {
    expect(mtaextFindings({ ...good, ...change }, mta)).toEqual(
      expect.arrayContaining([expect.stringContaining(expected)]),
    )
  })
})
