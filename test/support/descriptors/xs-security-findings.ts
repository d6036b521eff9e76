import { z } from 'zod'
import { findingsOf } from './mta-schema.ts'

const described = { description: z.string().min(1) }

/** https, and a star for one part of the host at most; a path is whole. */
const redirectUri = z
  .string()
  .regex(
    /^https:\/\/(\*\.)?[a-z0-9.-]+\/[a-z/]*$/,
    'expected https, a host and a whole path, without ** and without stars in the path',
  )

export const oauth2Schema = z.strictObject({
  'token-validity': z.int().min(60).max(86_400),
  'credential-types': z.array(z.enum(['binding-secret', 'x509'])).min(1),
  'redirect-uris': z.array(redirectUri).min(1).optional(),
})

const xsSecuritySchema = z.strictObject({
  xsappname: z
    .string()
    .max(100, 'expected at most 100 characters')
    .regex(/^[A-Za-z0-9_\-/\\]+$/, 'expected letters, digits, _ - / \\'),
  'tenant-mode': z.literal('dedicated'),
  ...described,
  scopes: z
    .array(
      z.strictObject({
        name: z.string().regex(/^\$XSAPPNAME\.[A-Za-z0-9_\-/\\:][A-Za-z0-9_\-/\\:.]*$/),
        ...described,
        'grant-as-authority-to-apps': z.array(z.string()).optional(),
      }),
    )
    .max(500)
    .default([]),
  authorities: z.array(z.string()).min(1),
  'role-templates': z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9_]+$/),
        ...described,
        'scope-references': z.array(z.string()).min(1),
      }),
    )
    .max(500)
    .default([]),
  'role-collections': z
    .array(
      z.strictObject({
        name: z.string().min(1),
        ...described,
        'role-template-references': z.array(z.string()).min(1),
      }),
    )
    .max(250)
    .default([]),
  'oauth2-configuration': oauth2Schema,
})

type XsSecurity = z.infer<typeof xsSecuritySchema>

const LONGEST_SCOPE = 193
/** `$XSAPPNAME(application,<name>).<scope>` */
const FOREIGN = /^\$XSAPPNAME\(application,[A-Za-z0-9_\-/\\]+\)\.[A-Za-z0-9_]+$/

/** The faults of an xs-security.json; empty = none. */
export function xsSecurityFindings(descriptor: unknown): string[] {
  const parsed = xsSecuritySchema.safeParse(descriptor)
  if (!parsed.success) return findingsOf(parsed.error)
  const security = parsed.data
  return [...scopeNames(security), ...referencesTo(security)]
}

function scopeNames({ xsappname, scopes }: XsSecurity): string[] {
  const names = scopes.map(({ name }) => name)
  return [
    ...names
      .filter((name) => name.replace('$XSAPPNAME', xsappname).length > LONGEST_SCOPE)
      .map((name) => `${name}: expected at most ${LONGEST_SCOPE} characters with the xsappname`),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `${name}: expected once`),
  ]
}

function referencesTo(security: XsSecurity): string[] {
  const scopes = new Set(security.scopes.map(({ name }) => name))
  const templates = new Set(security['role-templates'].map(({ name }) => `$XSAPPNAME.${name}`))
  return [
    ...security.authorities
      .filter((authority) => !scopes.has(authority) && !FOREIGN.test(authority))
      .map((authority) => `authorities: ${authority} is no scope`),
    ...security['role-templates'].flatMap((template) =>
      template['scope-references']
        .filter((scope) => !scopes.has(scope))
        .map((scope) => `${template.name}: ${scope} is no scope`),
    ),
    ...security['role-collections'].flatMap((collection) =>
      collection['role-template-references']
        .filter((template) => !templates.has(template))
        .map((template) => `${collection.name}: ${template} is no role template`),
    ),
  ]
}
