import { z } from 'zod'
import type { TrustedIssuer } from '../auth/trusted-issuer.ts'
import { type Binding, placeOf } from './bindings/binding.ts'
import type { Config } from './config.ts'

/** The ingest path of SAP Cloud Application Event Hub. */
export interface EventHubConfig {
  readonly path: string
  /** its client at Cloud Identity: the `azp` of its tokens */
  readonly clientId: string
}

/** Event Hub's default path. */
const PATH = '/-/cds/event-broker/webhook'
/** The second label is used in SAP's own landscapes. */
const LABELS = ['event-broker', 'eventmesh-sap2sap-internal']

const credentialsSchema = z.looseObject({
  ias: z.looseObject({ clientId: z.string().min(1).max(400) }),
})

/** Reads the Event Hub binding; mistakes contain no values. Pure. */
export function readEventHub(
  bindings: readonly Binding[],
  issuers: readonly TrustedIssuer[],
): { readonly eventHub: EventHubConfig | null; readonly mistakes: string[] } {
  const [binding, second] = bindings.filter(({ label }) => LABELS.includes(label))
  if (binding === undefined) return { eventHub: null, mistakes: [] }
  const mistakes: string[] = []
  const place = placeOf(binding)
  if (second !== undefined) mistakes.push(`${place}: expected one such binding, found two`)
  if (!issuers.some(({ kind }) => kind === 'ias')) {
    mistakes.push(
      `${place}: expected an identity binding beside it, since Event Hub calls with a token of Cloud Identity`,
    )
  }
  const parsed = credentialsSchema.safeParse(binding.credentials)
  if (parsed.success) {
    return { eventHub: { path: PATH, clientId: parsed.data.ias.clientId }, mistakes }
  }
  mistakes.push(`${place}: expected ias.clientId in its credentials; bind the service again`)
  return { eventHub: null, mistakes }
}

/** All paths that accept events, including Event Hub's. */
export function eventPaths({
  ingestPaths,
  eventHub,
}: Pick<Config, 'ingestPaths' | 'eventHub'>): string[] {
  return eventHub === null ? [...ingestPaths] : [...ingestPaths, eventHub.path]
}
