import { createPublicKey } from 'node:crypto'
import { z } from 'zod'
import { isSafeAddress } from '../http/safe-address.ts'

const asymmetricAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const

const name = z.string().regex(/^\S+$/, 'expected a name without spaces')
const names = z.array(name).min(1, 'expected at least one name')

const ruleSchema = z.strictObject({
  scope: name.optional(),
  scopes: names.optional(),
  clients: names.optional(),
  groups: z.array(z.string().min(1)).min(1).optional(),
})

export type WrittenRule = z.infer<typeof ruleSchema>

const grantsSchema = z.strictObject({
  Ingest: ruleSchema.optional(),
  Monitor: ruleSchema.optional(),
  Reveal: ruleSchema.optional(),
  Operate: ruleSchema.optional(),
  Forget: ruleSchema.optional(),
  Retention: ruleSchema.optional(),
})

const clientMarkSchema = z.strictObject({
  claim: name.describe('a claim that only tokens of clients carry'),
  value: z.string().min(1).optional(),
})

/** The login client; its redirect URI is <address>/monitor/callback. */
const loginSchema = z.strictObject({
  clientId: name,
  clientSecret: z.string().min(1),
  scope: z.string().max(1_000).default(''),
})

const publicKey = z.string().refine(isPublicKey, {
  error: 'expected a public key as PEM, RSA with at least 2048 bits',
})

const audienceSchema = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: 'expected the value of aud in the tokens: a string or a list of strings',
})

/** Rules of every entry. */
const rules = {
  algorithms: z.array(z.enum(asymmetricAlgorithms)).min(1).optional(),
  clockToleranceSeconds: z.int().min(0).max(300).optional(),
  certificateBinding: z.enum(['off', 'if-present', 'required']).optional(),
  grants: grantsSchema.optional(),
  scope: name.optional(),
  clients: names.optional(),
}

const sapRules = { ...rules, aliases: names.optional() }

/**
 * A schema for each kind of entry in TRUSTED_ISSUERS. Plain http is allowed for this machine, and
 * never in production.
 */
export function trustedIssuerSchemas(production: boolean) {
  const address = z
    .string()
    .refine((text) => isSafeAddress(text) && !(production && text.startsWith('http:')), {
      error: production
        ? 'expected an https URL without user name, fragment and white space'
        : 'expected an https URL without user name, fragment and white space (plain http for localhost only)',
    })
  const issuer = address.refine((text) => !/\?|\/\.well-known\//.test(text), {
    error: 'expected the issuer as in the tokens: no query and no /.well-known/ path',
  })
  return { ...standardSchemas(address, issuer), ...sapSchemas(issuer) }
}

function standardSchemas(address: z.ZodString, issuer: z.ZodString) {
  const marked = {
    ...rules,
    issuer,
    clientMark: clientMarkSchema.optional(),
    login: loginSchema.optional(),
  }
  return {
    oidc: z
      .strictObject({
        ...marked,
        kind: z.literal('oidc'),
        jwksUri: address.optional(),
        audience: audienceSchema,
      })
      .refine(grantsSomething, grantsNothing),
    jwks: z
      .strictObject({
        ...marked,
        kind: z.literal('jwks'),
        jwksUri: address.optional(),
        publicKeys: z.array(publicKey).min(1).optional(),
        audience: audienceSchema,
      })
      .refine(({ jwksUri, publicKeys }) => (jwksUri === undefined) !== (publicKeys === undefined), {
        error: 'expected either jwksUri or publicKeys',
        path: ['jwksUri'],
        when: isObject,
      })
      .refine(grantsSomething, grantsNothing),
    introspection: z
      .strictObject({
        ...marked,
        kind: z.literal('introspection'),
        introspectionUri: address,
        clientId: name.optional(),
        clientSecret: z.string().min(1).optional(),
        /** binding with both fields, so that they can be rotated */
        clientBinding: z.string().min(1).optional(),
        audience: z.union([audienceSchema, z.literal(false)], {
          error: 'expected the value of aud in the answers, or false where they name none',
        }),
        rememberSeconds: z.int().min(0).max(300).default(30),
      })
      .refine(namesOneClient, {
        error: 'expected either clientId and clientSecret, or clientBinding',
        path: ['clientSecret'],
        when: isObject,
      })
      .refine(grantsSomething, grantsNothing),
  }
}

function sapSchemas(issuer: z.ZodString) {
  return {
    xsuaa: z
      .strictObject({
        ...sapRules,
        kind: z.literal('xsuaa'),
        issuer: issuer.refine((text) => text.endsWith('/oauth/token'), {
          error: 'expected the token URL of the XSUAA, which ends with /oauth/token',
        }),
        clientId: name,
        xsappname: name,
        tenant: name,
      })
      // without grants, the scopes of xs-security.json apply
      .refine(grantsSomethingIfAny, grantsNothing),
    ias: z
      .strictObject({
        ...sapRules,
        kind: z.literal('ias'),
        issuer: issuer.refine((text) => /^https?:\/\/[^/]+\/?$/.test(text), {
          error: 'expected the address of the Cloud Identity tenant: only https and a host',
        }),
        clientId: name,
        domains: names.default([]),
        tenant: name.optional(),
      })
      .refine(grantsSomething, grantsNothing),
    /** rules for the issuer of a binding, instead of the defaults */
    bound: z
      .strictObject({ ...sapRules, kind: z.enum(['xsuaa', 'ias']), binding: z.string().min(1) })
      .refine(grantsSomethingIfAny, grantsNothing),
  }
}

type Schemas = ReturnType<typeof trustedIssuerSchemas>

export type WrittenIssuer = { [Kind in keyof Schemas]: z.infer<Schemas[Kind]> }[keyof Schemas]

function isPublicKey(pem: string): boolean {
  if (!pem.includes('PUBLIC KEY') && !pem.includes('CERTIFICATE')) return false
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem)
    return asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  } catch {
    return false
  }
}

function isObject({ value }: { value: unknown }): boolean {
  return typeof value === 'object' && value !== null
}

function namesOneClient(entry: unknown): boolean {
  const { clientId, clientSecret, clientBinding } = entry as Record<string, unknown>
  const given = [clientId, clientSecret].filter((part) => part !== undefined).length
  return given === (clientBinding === undefined ? 2 : 0)
}

function grantsSomethingIfAny(entry: unknown): boolean {
  return (entry as Record<string, unknown>).grants === undefined || grantsSomething(entry)
}

/** Also checks entries with other mistakes, to report all mistakes at once. */
function grantsSomething(entry: unknown): boolean {
  const { grants, scope, clients } = entry as Record<string, unknown>
  if (scope !== undefined || clients !== undefined) return true
  if (typeof grants !== 'object' || grants === null) return false
  return Object.values(grants).some((rule) => Object.keys(rule ?? {}).length > 0)
}

const grantsNothing = {
  error: 'expected at least one grant, such as "scope" or "clients" for senders of events',
  path: ['grants'],
  when: isObject,
}
