import { trustCloudIdentity } from '../../lib/config/identity-binding.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import { EVENT_BROKER, IDENTITY, vcapServices } from './binding-shapes.ts'
import { type FakeIssuer, sign, startFakeIssuer, testKey } from './fake-issuer.ts'
import type { InstanceOptions, TestBed, TestInstance } from './test-service.ts'

export const WEBHOOK = '/-/cds/event-broker/webhook'
const OWN = 'receiver-client'
const TENANT = 'tenant-1'
export const HUB = (EVENT_BROKER.credentials.ias as { clientId: string }).clientId

/** A stand-in of Cloud Identity, and the service bound to it and to Event Hub. */
export interface EventHubBed {
  /** a technical user's token; a change to undefined takes a claim away */
  token(changes?: Readonly<Record<string, unknown>>): Promise<string>
  startInstance(options?: InstanceOptions): Promise<TestInstance>
  close(): Promise<void>
}

export async function createEventHubBed(
  bed: Pick<TestBed, 'authorizationServer' | 'startInstance'>,
): Promise<EventHubBed> {
  const key = await testKey('key-1')
  const identity: FakeIssuer = await startFakeIssuer([key.jwk])
  const tenant = { url: identity.url, clientId: OWN, domains: [], tenant: TENANT, aliases: [] }
  return {
    token(changes = {}) {
      const now = Math.floor(Date.now() / 1_000)
      const claims = {
        iss: identity.url,
        sub: HUB,
        azp: HUB,
        aud: OWN,
        sap_id_type: 'app',
        app_tid: TENANT,
        iat: now - 10,
        exp: now + 3_600,
        ...changes,
      }
      return sign(JSON.parse(JSON.stringify(claims)), key)
    },
    startInstance: ({ environment = {}, ...options } = {}) =>
      bed.startInstance({
        ...options,
        issuers: [
          trustXsuaaBinding(bed.authorizationServer.xsuaaCredentials),
          trustCloudIdentity(tenant),
        ],
        environment: { VCAP_SERVICES: vcapServices([IDENTITY, EVENT_BROKER]), ...environment },
      }),
    close: () => identity.close(),
  }
}
