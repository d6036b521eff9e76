import { describe, expect, it } from '@jest/globals'
import type { Config } from '../../../lib/config/config.ts'
import { readConfig } from '../../../lib/config/read-config.ts'
import { compareSecrets } from '../../../lib/config/rotation/compare-secrets.ts'
import {
  type AnyBinding,
  cloudFoundryFolder,
  foldersOf,
  IDENTITY,
  NEIGHBOURS,
  OLD_IDENTITY,
  operatorBothKeys,
  operatorEntries,
  operatorSecretKey,
  operatorSecretKeyPlain,
  operatorSecretRootKey,
  POSTGRESQL,
  vcapServices,
  XSUAA,
  XSUAA_X509,
} from '../../support/binding-shapes.ts'
import { mistakesOf, NO_FILES, ofFolders, PRODUCTION, shaped } from './config-of-bindings.ts'

const ALL = [XSUAA, IDENTITY, POSTGRESQL, ...NEIGHBOURS]

const shapes: readonly [string, (bindings: readonly AnyBinding[]) => Config][] = [
  [
    'the variable VCAP_SERVICES',
    (bindings) => readConfig({ ...PRODUCTION, VCAP_SERVICES: vcapServices(bindings) }, NO_FILES),
  ],
  [
    'the file of VCAP_SERVICES',
    (bindings) => readConfig(PRODUCTION, { ...NO_FILES, vcapServices: vcapServices(bindings) }),
  ],
  ["the operator's entries", shaped(operatorEntries)],
  ["the operator's secretKey", shaped(operatorSecretKey)],
  ["the operator's secretKey without a description", shaped(operatorSecretKeyPlain)],
  ["the operator's secretRootKey", shaped(operatorSecretRootKey)],
  ["both of the operator's keys", shaped(operatorBothKeys)],
  ["Cloud Foundry's folders", shaped(cloudFoundryFolder)],
]

describe.each(shapes)('bindings in %s', (_name, configOf) => {
  it('give database and issuers, whatever else is bound', () => {
    const { database, issuers } = configOf(ALL)
    expect(database).toEqual({
      kind: 'url',
      url: POSTGRESQL.credentials.uri,
      ca: '-----BEGIN CERTIFICATE-----\nROOT\n-----END CERTIFICATE-----',
      isVerified: true,
    })
    const byKind = Object.fromEntries(issuers?.map((issuer) => [issuer.kind, issuer]) ?? [])
    expect(byKind.xsuaa).toMatchObject({
      issuers: [
        `${XSUAA.credentials.url}/oauth/token`,
        'http://quay.localhost:8080/uaa/oauth/token',
      ],
      tenant: 'tenant-1',
      login: { clientId: 'sb-harbour!t7' },
    })
    expect(byKind.ias).toMatchObject({
      issuers: expect.arrayContaining(['https://harbour.accounts.cloud.example']),
    })
    expect(byKind.xsuaa?.login?.clientSecret()).toBe('hidden-1$quay=')
    expect(byKind.ias?.login?.clientSecret()).toBe('hidden-2')
  })

  it('give an issuer without login where the client has a certificate', () => {
    const { issuers } = configOf([XSUAA_X509, POSTGRESQL])
    expect(issuers).toEqual([expect.not.objectContaining({ login: expect.anything() })])
  })

  it('give the one domain of an older identity binding', () => {
    const { issuers } = configOf([OLD_IDENTITY, POSTGRESQL])
    expect(issuers?.[0]?.issuers).toContain('https://harbour.accounts.example')
  })
})

/** `kubectl create secret --from-file` keeps the newline with which editors end a file. */
const newlines = (shape: (binding: AnyBinding) => Record<string, string>) =>
  shaped((binding) =>
    Object.fromEntries(Object.entries(shape(binding)).map(([name, text]) => [name, `${text}\n`])),
  )

describe.each([
  ["the operator's entries", operatorEntries],
  ["Cloud Foundry's folders", cloudFoundryFolder],
])('bindings in %s whose files end with a newline', (_name, shape) => {
  const ofFiles = newlines(shape)

  it('give the same as without', () => {
    const bindings = [XSUAA, IDENTITY, POSTGRESQL]
    const config = ofFiles(bindings)
    expect(compareSecrets(config, shaped(shape)(bindings))).toBe('same')
    expect(config.issuers?.[0]?.issuers).toEqual([
      `${XSUAA.credentials.url}/oauth/token`,
      'http://quay.localhost:8080/uaa/oauth/token',
    ])
  })

  // The SAP Cloud SDK reads these files itself and keeps the newline.
  it('are a mistake where the SAP Cloud SDK would use the newline', () => {
    const message = mistakesOf(() => ofFiles([XSUAA, POSTGRESQL, ...NEIGHBOURS]))
    expect(message.split('\n').slice(1)).toEqual(
      ['clientid', 'clientsecret', 'uri'].map(
        (field) =>
          `  SERVICE_BINDING_ROOT destination "harbour-destinations".${field}: expected no white space around the value; remove it from the file`,
      ),
    )
  })
})

describe('an address in a binding', () => {
  it.each([
    [XSUAA, 'xsuaa "harbour-xsuaa"'],
    [IDENTITY, 'identity "harbour-identity"'],
  ])('with white space inside is a mistake that names binding and field (%#)', (binding, place) => {
    const credentials = { ...binding.credentials, url: 'https://quay.\nexample' }
    const bindings = [{ ...binding, credentials }, POSTGRESQL]
    const message = mistakesOf(() => shaped(operatorEntries)(bindings))
    expect(message).toMatch(new RegExp(`SERVICE_BINDING_ROOT ${place}: .*url: expected`))
  })
})

describe('folders that are no bindings', () => {
  const good = foldersOf([XSUAA, POSTGRESQL], operatorEntries)

  it.each<[string, Record<string, string>, string]>([
    ['name no service', { clientid: 'hunter2', secret: 'x' }, 'expected a file "type"'],
    ['describe themselves in no JSON', { '.metadata': '{', type: 'xsuaa' }, 'expected .metadata'],
    [
      'describe a file that is not there',
      {
        '.metadata': '{"credentialProperties":[{"name":"url","format":"text"}]}',
        type: 'xsuaa',
      },
      'expected .metadata',
    ],
    [
      'describe text as JSON',
      {
        '.metadata': '{"credentialProperties":[{"name":"url","format":"json"}]}',
        url: 'hunter2',
      },
      'expected .metadata',
    ],
  ])('are a mistake where they %s', (_name, files, expected) => {
    const message = mistakesOf(() => ofFolders({ ...good, other: files }))
    expect(message).toContain(`SERVICE_BINDING_ROOT "other": ${expected}`)
    expect(message).not.toContain('hunter2')
  })

  it('are read as text where a secret only looks like JSON', () => {
    const credentials = { ...XSUAA.credentials, clientsecret: '{not json' }
    const { issuers } = shaped(cloudFoundryFolder)([{ ...XSUAA, credentials }, POSTGRESQL])
    expect(issuers?.[0]?.login?.clientSecret()).toBe('{not json')
  })
})

describe('several sources', () => {
  const bindings = [XSUAA, POSTGRESQL]
  const moved = {
    ...XSUAA,
    credentials: { ...XSUAA.credentials, url: 'https://other.authentication.eu10.hana.example' },
  }

  it('may say the same', () => {
    const config = readConfig(
      { ...PRODUCTION, VCAP_SERVICES: vcapServices(bindings) },
      {
        vcapServices: vcapServices(bindings),
        folders: foldersOf(bindings, cloudFoundryFolder),
        mistakes: [],
      },
    )
    expect(config.issuers).toHaveLength(1)
  })

  it('are one clear mistake if they differ, and no value is shown', () => {
    const message = mistakesOf(() =>
      readConfig(
        { ...PRODUCTION, VCAP_SERVICES: vcapServices([moved, POSTGRESQL]) },
        { ...NO_FILES, folders: foldersOf(bindings, operatorEntries) },
      ),
    )
    expect(message.split('\n').slice(1)).toEqual([
      '  VCAP_SERVICES and SERVICE_BINDING_ROOT: expected one source of bindings, they name different ones; unset the one that is not meant',
    ])
  })

  it('do not count where they bring none', () => {
    const config = readConfig(
      { ...PRODUCTION, VCAP_SERVICES: '{}' },
      { vcapServices: '', folders: foldersOf(bindings, operatorEntries), mistakes: [] },
    )
    expect(config.issuers).toHaveLength(1)
  })

  it('win over DATABASE_URL, which Cloud Foundry makes of a binding by itself', () => {
    const { database } = readConfig(
      {
        ...PRODUCTION,
        DATABASE_URL: 'postgres://u:p@elsewhere/db',
        VCAP_SERVICES: vcapServices(bindings),
      },
      NO_FILES,
    )
    expect(database).toMatchObject({ url: POSTGRESQL.credentials.uri })
  })
})
