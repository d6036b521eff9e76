import { z } from 'zod'
import { isSafeAddress } from '../http/safe-address.ts'
import { type Binding, placeOf } from './bindings/binding.ts'
import type { ClientCertificate, DestinationConfig, DestinationsConfig } from './destinations.ts'
import { describeIssues } from './parse-json.ts'

/** The SAP Audit Log service. */
export interface AuditLogConfig {
  /** `v2`: one document per call; `ingestion`: a list of CloudEvents */
  readonly api: 'v2' | 'ingestion'
  /** appended to the URL of the destination */
  readonly path: string
  /** `source` of events at the ingestion; empty for v2 */
  readonly source: string
  readonly destination: DestinationConfig
}

/** The destination of the service, which only the configuration of this file can name. */
export const AUDIT_LOG_DESTINATION = 'audit-log'

/** Label of the service, and the word in names and tags of user-provided instances. */
const V2 = 'auditlog'
const INGESTION = 'auditlog-ng'
const USER_PROVIDED = 'user-provided'

const url = z
  .string('expected an https URL')
  .refine((text) => isSafeAddress(text) && !text.includes('?'), 'expected an https URL')
  .transform((text) => text.replace(/\/+$/, ''))
const secret = z.string('expected a value').min(1, 'expected a value')

const certificateFields = {
  cert: z.string('expected a certificate').includes('BEGIN CERTIFICATE', {
    error: 'expected a certificate in PEM',
  }),
  key: z.string('expected a private key').includes('PRIVATE KEY', {
    error: 'expected a private key in PEM',
  }),
}

const ingestionSchema = z.looseObject({
  url,
  ...certificateFields,
  keyPassphrase: secret.optional(),
  region: secret,
  namespace: secret,
  tenant: secret.optional(),
})

const basicSchema = z.looseObject({ url, user: secret, password: secret })
const secretSchema = z.looseObject({
  url,
  uaa: z.looseObject({ url, clientid: secret, clientsecret: secret }),
})
const x509Schema = z.looseObject({
  url,
  uaa: z.looseObject({
    certurl: url,
    clientid: secret,
    certificate: certificateFields.cert,
    key: certificateFields.key,
  }),
})

type Read = { readonly auditLog: AuditLogConfig | null; readonly mistakes: string[] }

/** Reads the binding of the SAP Audit Log service; mistakes contain no values. Pure. */
export function readAuditLog(
  bindings: readonly Binding[],
  { named }: Pick<DestinationsConfig, 'named'>,
): Read {
  const found = bindings.flatMap((binding) => {
    const api = apiOf(binding)
    return api === null ? [] : [{ binding, api }]
  })
  const [first, second] = found
  if (first === undefined) return { auditLog: null, mistakes: [] }
  const place = placeOf(first.binding)
  if (second !== undefined) {
    const other = placeOf(second.binding)
    return wrong(`${place} and ${other}: expected one audit log, found two; unbind one of them`)
  }
  if (named.has(AUDIT_LOG_DESTINATION)) {
    return wrong(
      `DESTINATIONS.${AUDIT_LOG_DESTINATION}: expected another name, ${place} has this one; rename the destination`,
    )
  }
  const { credentials } = first.binding
  return first.api === 'ingestion' ? readIngestion(place, credentials) : readV2(place, credentials)
}

/** The destinations with that of the audit log. */
export function withAuditLog(
  destinations: DestinationsConfig,
  auditLog: AuditLogConfig | null,
): DestinationsConfig {
  if (auditLog === null) return destinations
  const named = new Map([...destinations.named, [AUDIT_LOG_DESTINATION, auditLog.destination]])
  return { ...destinations, named }
}

function apiOf({ label, name, tags = [] }: Binding): AuditLogConfig['api'] | null {
  const names = label === USER_PROVIDED ? [name, ...tags] : [label]
  const isNamed = (word: string) =>
    names.some((text) => text === word || text.endsWith(`-${word}`) || text.endsWith(`_${word}`))
  if (isNamed(INGESTION)) return 'ingestion'
  return isNamed(V2) ? 'v2' : null
}

function readIngestion(place: string, credentials: unknown): Read {
  const parsed = ingestionSchema.safeParse(credentials)
  if (!parsed.success) return mistaken(place, parsed.error)
  const { url, cert, key, keyPassphrase = null, region, namespace, tenant } = parsed.data
  const clientCertificate = { certificate: cert, key, passphrase: keyPassphrase }
  return read({
    api: 'ingestion',
    path: '/ingestion/v1/events',
    source: `/${region}/${namespace}/${tenant ?? 'null'}`,
    destination: { url, login: { kind: 'none' }, clientCertificate },
  })
}

function readV2(place: string, credentials: Readonly<Record<string, unknown>>): Read {
  const uaa = credentials.uaa as Readonly<Record<string, unknown>> | undefined
  if (uaa === undefined) {
    const parsed = basicSchema.safeParse(credentials)
    if (!parsed.success) return mistaken(place, parsed.error)
    const { url, user, password } = parsed.data
    return read(v2('/audit-log/v2', { url, login: { kind: 'basic', user, password } }))
  }
  if (uaa.certificate === undefined) {
    const parsed = secretSchema.safeParse(credentials)
    if (!parsed.success) return mistaken(place, parsed.error)
    const { clientid, clientsecret, url: tokens } = parsed.data.uaa
    return read(oauth2(parsed.data.url, tokens, clientid, clientsecret))
  }
  const parsed = x509Schema.safeParse(credentials)
  if (!parsed.success) return mistaken(place, parsed.error)
  const { certurl, clientid, certificate, key } = parsed.data.uaa
  return read(
    oauth2(parsed.data.url, certurl, clientid, null, { certificate, key, passphrase: null }),
  )
}

function oauth2(
  url: string,
  tokens: string,
  clientId: string,
  clientSecret: string | null,
  clientCertificate?: ClientCertificate,
): AuditLogConfig {
  const tokenUrl = `${tokens}/oauth/token`
  const login = { kind: 'client-credentials', tokenUrl, clientId, clientSecret } as const
  return v2('/audit-log/oauth2/v2', {
    url,
    login: { ...login, parameters: {} },
    ...(clientCertificate && { clientCertificate }),
  })
}

function v2(path: string, destination: DestinationConfig): AuditLogConfig {
  return { api: 'v2', path, source: '', destination }
}

function read(auditLog: AuditLogConfig): Read {
  return { auditLog, mistakes: [] }
}

function mistaken(place: string, error: z.ZodError): Read {
  return { auditLog: null, mistakes: describeIssues(place, error) }
}

function wrong(mistake: string): Read {
  return { auditLog: null, mistakes: [mistake] }
}
