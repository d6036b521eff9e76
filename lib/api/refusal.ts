import { z } from 'zod'
import { list, named } from './named.ts'

export type { AuthErrorCode, DecodeErrorCode } from '../errors.ts'

const optionalText = z.string().nullable()

const claimed = named(
  'ClaimedToken',
  z.object({
    issuer: optionalText,
    clientId: optionalText,
    tenant: optionalText,
    audience: list(z.string()),
    scopes: list(z.string()),
    algorithm: z.string(),
    keyId: optionalText,
    expiresAt: optionalText,
  }),
)

export const refusal = named(
  'Refusal',
  z.object({
    id: z.string(),
    refusedAt: z.date(),
    untilAt: z
      .date()
      .nullable()
      .describe('time of the last of several counted calls; null = one call'),
    calls: z.int().describe('more than 1 if many calls were counted together'),
    method: z.string(),
    path: z.string(),
    company: optionalText.describe('company in the address, also of unauthenticated callers'),
    status: z.int(),
    code: z.string(),
    advice: z.string().describe('expected and received values, and what to change'),
    issuer: optionalText.describe('null = caller not authenticated'),
    clientId: optionalText,
    tenant: optionalText,
    scopes: list(z.string()).nullable(),
    scopesWanted: list(z.string())
      .nullable()
      .describe('full names of the scopes that would be enough'),
    claimed: claimed.nullable().describe('claims of an unverified token: they can be false'),
    authorization: z
      .enum(['none', 'basic', 'bearer', 'other'])
      .nullable()
      .describe('authorization of a call to an ingest path; null = another path, or unknown'),
    callerAddress: optionalText.describe('IP address of a call to an ingest path'),
    cause: z.string().describe('same value for all refusals with one cause'),
    seen: z
      .object({ at: z.string(), person: optionalText, clientId: z.string() })
      .nullable()
      .describe('last mark of the cause as seen, at this refusal or a later one'),
    correlationId: optionalText,
    messageId: optionalText.describe('the stored, undecodable message'),
  }),
)
