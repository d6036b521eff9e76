import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Config } from '../../../lib/config/config.ts'
import { readConfig } from '../../../lib/config/read-config.ts'
import {
  type BindingWatch,
  type RotationEvent,
  watchBindings,
} from '../../../lib/config/rotation/watch-bindings.ts'
import { ReceiverError } from '../../../lib/errors.ts'
import { type AnyBinding, POSTGRESQL, vcapServices, XSUAA } from '../../support/binding-shapes.ts'

const changed = (binding: AnyBinding, credentials: Record<string, unknown>): AnyBinding => ({
  ...binding,
  credentials: { ...binding.credentials, ...credentials },
})
const NEW_SECRET = changed(XSUAA, { clientsecret: 'hidden-9' })
const NEW_LOGIN = changed(POSTGRESQL, {
  uri: 'postgres://user2:hidden-8@db.postgres.example:2345/name1',
  username: 'user2',
  password: 'hidden-8',
  sslrootcert: 'NEW',
})

const configOf = (...bindings: AnyBinding[]): Config =>
  readConfig({ VCAP_SERVICES: vcapServices(bindings) })
const secretOf = ({ issuers }: Config) => issuers?.[0]?.login?.clientSecret()

let readings: (() => Config)[]
let told: RotationEvent[]
let watch: BindingWatch
beforeEach(() => {
  told = []
  readings = []
  watch = watchBindings({
    config: configOf(XSUAA, POSTGRESQL),
    read: () => (readings.length > 1 ? readings.shift() : readings[0])?.() as Config,
    intervalMs: null,
    onEvent: (event) => told.push(event),
  })
})

const look = (...bindings: AnyBinding[]) => {
  readings = [() => configOf(...bindings)]
  watch.look()
}
const lookInVain = (text = 'VCAP_SERVICES: wrong') => {
  readings = [
    () => {
      throw new ReceiverError('config_invalid', text)
    },
  ]
  watch.look()
}
const codes = () => told.map((event) => (event.kind === 'kept' ? event.error.code : event.kind))

describe('watchBindings', () => {
  it('says nothing while nothing changes', () => {
    look(XSUAA, POSTGRESQL)
    expect(told).toEqual([])
  })

  it('takes the new secret of a client, and login and authority of a database', () => {
    look(NEW_SECRET, NEW_LOGIN)
    expect(codes()).toEqual(['renewed'])
    expect(secretOf(watch.current())).toBe('hidden-9')
    expect(watch.current().database).toMatchObject({ url: NEW_LOGIN.credentials.uri, ca: 'NEW' })
    look(NEW_SECRET, NEW_LOGIN)
    expect(told).toHaveLength(1)
  })

  it('takes the new client secret of an introspection endpoint', () => {
    const entry = {
      kind: 'introspection',
      issuer: 'https://oauth.example',
      introspectionUri: 'https://oauth.example/introspect',
      clientBinding: 'neo',
      audience: false,
      clients: ['successfactors'],
    }
    const withSecret = (clientsecret: string) =>
      readConfig({
        TRUSTED_ISSUERS: JSON.stringify([entry]),
        VCAP_SERVICES: vcapServices([
          {
            offering: 'user-provided',
            plan: '',
            instance: 'neo',
            credentials: { clientid: 'own', clientsecret },
          },
        ]),
      })
    const own = watchBindings({
      config: withSecret('one'),
      read: () => withSecret('two'),
      intervalMs: null,
      onEvent: (event) => told.push(event),
    })
    const proof = own.current().issuers?.[0]?.proof
    const secret = () => (proof?.kind === 'introspection' ? proof.clientSecret() : null)
    expect(secret()).toBe('one')
    own.look()
    expect(codes()).toEqual(['renewed'])
    expect(secret()).toBe('two')
  })

  it('waits where it reads twice and finds two things: a rotation is under way', () => {
    readings = [() => configOf(NEW_SECRET, POSTGRESQL), () => configOf(NEW_SECRET, NEW_LOGIN)]
    watch.look()
    expect(told).toEqual([])
    expect(secretOf(watch.current())).toBe('hidden-1$quay=')
    watch.look()
    expect(codes()).toEqual(['renewed'])
  })

  it.each<[string, AnyBinding[]]>([
    [
      'another database',
      [
        XSUAA,
        changed(POSTGRESQL, {
          uri: 'postgres://user1:hidden-3@db.postgres.example:2345/name2',
          dbname: 'name2',
        }),
      ],
    ],
    [
      'another host',
      [
        XSUAA,
        changed(POSTGRESQL, {
          uri: 'postgres://user1:hidden-3@db2.postgres.example:2345/name1',
          hostname: 'db2.postgres.example',
        }),
      ],
    ],
    ['another client', [changed(XSUAA, { clientid: 'sb-other!t7' }), POSTGRESQL]],
    ['another tenant', [changed(XSUAA, { tenantid: 'tenant-2' }), POSTGRESQL]],
    ['an issuer less', [POSTGRESQL]],
    ['no database', [XSUAA]],
  ])('keeps what it has, and says so once, where the bindings name %s', (_name, bindings) => {
    look(...bindings)
    look(...bindings)
    expect(codes()).toEqual(['binding_changed'])
    expect(secretOf(watch.current())).toBe('hidden-1$quay=')
    expect(watch.current().database).toMatchObject({ url: POSTGRESQL.credentials.uri })
  })

  it('keeps the last good secrets where the bindings cannot be read, says so once, and goes on after', () => {
    look(NEW_SECRET, POSTGRESQL)
    lookInVain()
    lookInVain()
    expect(codes()).toEqual(['renewed', 'binding_unreadable'])
    expect(secretOf(watch.current())).toBe('hidden-9')
    lookInVain('SERVICE_BINDING_ROOT: gone')
    look(NEW_SECRET, NEW_LOGIN)
    expect(codes().slice(2)).toEqual(['binding_unreadable', 'renewed', 'recovered'])
    expect(watch.current().database).toMatchObject({ ca: 'NEW' })
  })

  it('outlives what it did not expect', () => {
    readings = [
      () => {
        throw new TypeError('quotes hunter2')
      },
    ]
    watch.look()
    expect(codes()).toEqual(['binding_unreadable'])
    expect(told[0]).toMatchObject({ error: { message: expect.not.stringContaining('hunter2') } })
  })
})
