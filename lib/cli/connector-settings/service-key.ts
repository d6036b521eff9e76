import { z } from 'zod'
import { ReceiverError } from '../../errors.ts'
import type { BasicReader } from '../../http/basic-headers.ts'
import { isSafeAddress } from '../../http/safe-address.ts'

/** The client of an Event Connector. */
export interface ConnectorClient {
  readonly kind: 'xsuaa' | 'ias'
  readonly tokenUrl: string
  readonly clientId: string
  /** null = it has a certificate */
  readonly clientSecret: string | null
}

/** How the token endpoint of a client reads HTTP Basic. */
export function readerOf({ kind }: ConnectorClient): BasicReader {
  return kind === 'xsuaa' ? 'uaa' : 'encoded'
}

const text = z.string().trim().min(1)
const address = text.refine(
  (url) => isSafeAddress(url) && !url.includes('?'),
  'expected an https URL (plain http for localhost only)',
)
const credentialsSchema = z.looseObject({
  clientid: text,
  clientsecret: text.optional(),
  certificate: text.optional(),
  url: address,
  certurl: address.optional(),
  // only xsuaa keys have this field
  xsappname: text.optional(),
})

/**
 * Reads a service key as printed by `cf service-key`, with or without leading lines and
 * `credentials`, or as saved by the cockpit.
 * @throws ReceiverError config_invalid, with the wrong fields and no values
 */
export function readServiceKey(text: string): ConnectorClient {
  const parsed = jsonIn(text)
  const inner = (parsed as { credentials?: unknown } | undefined)?.credentials
  return connectorClientOf(inner ?? parsed)
}

/** Reads the credentials of a binding. */
function connectorClientOf(credentials: unknown): ConnectorClient {
  const result = credentialsSchema.safeParse(credentials)
  if (!result.success) {
    const fields = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw notOne(fields.join('; '))
  }
  const { clientid, clientsecret, certificate, url, certurl, xsappname } = result.data
  if (clientsecret === undefined && certificate === undefined) {
    throw notOne('clientsecret: expected, got none')
  }
  const base = (clientsecret === undefined ? (certurl ?? url) : url).replace(/\/+$/, '')
  const kind = xsappname === undefined ? 'ias' : 'xsuaa'
  return {
    kind,
    tokenUrl: kind === 'xsuaa' ? `${base}/oauth/token` : `${base}/oauth2/token`,
    clientId: clientid,
    clientSecret: clientsecret ?? null,
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{'))))
  } catch {
    throw notOne('it is no JSON')
  }
}

function notOne(found: string): ReceiverError {
  return new ReceiverError(
    'config_invalid',
    `Expected a service key of an xsuaa or identity instance, as "cf service-key <instance> <key>" prints it; ${found}.`,
  )
}
