import { z } from 'zod'
import { isSafeAddress, readAddress } from '../http/safe-address.ts'
import { InvalidCallError } from '../outcomes.ts'
import type { Binding } from './bindings/binding.ts'
import { describeIssues, parseJson } from './parse-json.ts'

/** The sources of destinations. */
export interface DestinationsConfig {
  /** destinations of DESTINATIONS, by name; they take precedence */
  readonly named: ReadonlyMap<string, DestinationConfig>
  /** a destination service is bound and provides all others */
  readonly bound: boolean
}

export interface DestinationConfig {
  readonly url: string
  readonly login: DestinationLogin
  /** for mutual TLS, also with the token endpoint; absent = none */
  readonly clientCertificate?: ClientCertificate
}

/** PEM texts. */
export interface ClientCertificate {
  readonly certificate: string
  readonly key: string
  /** of an encrypted key; null = it is not encrypted */
  readonly passphrase: string | null
}

export type DestinationLogin =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | {
      readonly kind: 'client-credentials'
      readonly tokenUrl: string
      readonly clientId: string
      /** null = the client certificate proves the client */
      readonly clientSecret: string | null
      /** further parameters of the token request */
      readonly parameters: Readonly<Record<string, string>>
    }

const VARIABLE = 'DESTINATIONS'
const NONE: DestinationsConfig = { named: new Map(), bound: false }
const secret = z.string().min(1, 'expected a value')

/** Field names are those of SAP's destinations. Credentials require https, or this machine. */
function entrySchema(production: boolean) {
  const open = z.string().refine((text) => isAddress(text), {
    error: 'expected an http or https URL without user name, query, fragment and white space',
  })
  const safe = open.refine((text) => isEncrypted(text, production), {
    error: production
      ? 'expected an https URL where there are credentials'
      : 'expected an https URL where there are credentials (plain http for localhost only)',
  })
  return z.discriminatedUnion(
    'authentication',
    [
      z.strictObject({ authentication: z.literal('NoAuthentication'), url: open }),
      z.strictObject({
        authentication: z.literal('BasicAuthentication'),
        url: safe,
        user: z.string().regex(/^[^:]+$/, 'expected a user name without a colon'),
        password: secret,
      }),
      z.strictObject({
        authentication: z.literal('OAuth2ClientCredentials'),
        url: safe,
        tokenServiceURL: safe,
        clientId: secret,
        clientSecret: secret,
        scope: secret.optional(),
        // Cloud Identity: the API that the token is for
        resource: secret.optional(),
      }),
    ],
    {
      error: 'expected NoAuthentication, BasicAuthentication or OAuth2ClientCredentials',
    },
  )
}

/** Reads DESTINATIONS; mistakes contain no values. Pure. */
export function readDestinations(
  text: string | undefined,
  bindings: readonly Binding[],
  production: boolean,
): { destinations: DestinationsConfig; mistakes: string[] } {
  const bound = bindings.some(({ label }) => label === 'destination')
  if (text === undefined) return { destinations: { ...NONE, bound }, mistakes: [] }
  const name = z.string().regex(DESTINATION_NAME, 'expected a name of letters, digits, - and _')
  const parsed = z.record(name, entrySchema(production)).safeParse(parseJson(text))
  if (!parsed.success) {
    return { destinations: NONE, mistakes: describeIssues(VARIABLE, parsed.error) }
  }
  const named = new Map(
    Object.entries(parsed.data).map(([key, entry]) => [
      key,
      { url: entry.url, login: loginOf(entry) },
    ]),
  )
  return { destinations: { named, bound }, mistakes: [] }
}

function loginOf(entry: z.infer<ReturnType<typeof entrySchema>>): DestinationLogin {
  switch (entry.authentication) {
    case 'NoAuthentication':
      return { kind: 'none' }
    case 'BasicAuthentication':
      return { kind: 'basic', user: entry.user, password: entry.password }
    case 'OAuth2ClientCredentials': {
      const { tokenServiceURL: tokenUrl, clientId, clientSecret, scope, resource } = entry
      const parameters = { ...(scope && { scope }), ...(resource && { resource }) }
      return { kind: 'client-credentials', tokenUrl, clientId, clientSecret, parameters }
    }
  }
}

function isAddress(text: string): boolean {
  return readAddress(text) !== null && !text.includes('?')
}

function isEncrypted(text: string, production: boolean): boolean {
  // Another check reports invalid addresses.
  if (!isAddress(text)) return true
  return isSafeAddress(text) && !(production && readAddress(text)?.protocol === 'http:')
}

/** The SDK puts the name into URLs without encoding. */
export const DESTINATION_NAME = /^[A-Za-z0-9_-]{1,200}$/

/** @throws InvalidCallError destination_invalid */
export function checkDestinationName(name: unknown): void {
  if (typeof name === 'string' && DESTINATION_NAME.test(name)) return
  const expected = 'Expected the name of a destination: letters, digits, - and _, at most 200.'
  throw new InvalidCallError('destination_invalid', expected)
}
