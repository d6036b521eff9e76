import { z } from 'zod'
import { ReceiverError } from '../../errors.ts'
import type { BasicReader } from '../../http/basic-headers.ts'
import { isSafeAddress } from '../../http/safe-address.ts'

/** Where the client of an Event Connector gets its token, and what it shows there. */
export interface ConnectorClient {
  readonly kind: 'xsuaa' | 'ias'
  readonly tokenUrl: string
  readonly clientId: string
  /** null: it is known by a certificate */
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
  // an xsuaa key has it, an identity key has not
  xsappname: text.optional(),
})

/**
 * Reads a service key as `cf service-key` prints it, with or without the lines before the JSON and
 * the `credentials` around it, or as the cockpit saves it.
 * @throws ReceiverError config_invalid, which names the fields that are wrong and no value
 */
export function readServiceKey(text: string): ConnectorClient {
  const parsed = jsonIn(text)
  const inner = (parsed as { credentials?: unknown } | undefined)?.credentials
  return connectorClientOf(inner ?? parsed)
}

/** The same of the credentials alone, as a binding holds them. */
export function connectorClientOf(credentials: unknown): ConnectorClient {
  const result = credentialsSchema.safeParse(credentials)
  if (!result.success) {
    const fields = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw notOne(fields.join('; '))
  }
  const { clientid, clientsecret, certificate, url, certurl, xsappname } = result.data
  if (clientsecret === undefined && certificate === undefined) {
    throw notOne('clientsecret: expected, none came')
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
