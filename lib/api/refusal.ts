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
    untilAt: z.date().nullable().describe('the last one that is counted here; null = there is one'),
    calls: z.int().describe('more than one where a flood was counted'),
    method: z.string(),
    path: z.string(),
    company: optionalText.describe('of a caller that is not authenticated: what the address names'),
    status: z.int(),
    code: z.string(),
    advice: z.string().describe('what was expected, what came, what to change'),
    issuer: optionalText.describe('of an authenticated caller; null = nobody was'),
    clientId: optionalText,
    tenant: optionalText,
    scopes: list(z.string()).nullable(),
    scopesWanted: list(z.string()).nullable().describe('full names of those that would be enough'),
    claimed: claimed
      .nullable()
      .describe('what a token says that nobody vouches for: anybody can write anything there'),
    authorization: z
      .enum(['none', 'basic', 'bearer', 'other'])
      .nullable()
      .describe('what a call to the ingest path brought; null = another path, or not known'),
    callerAddress: optionalText.describe('IP address of a call to the ingest path'),
    cause: z.string().describe('the same for refusals of one cause'),
    seen: z
      .object({ at: z.string(), person: optionalText, clientId: z.string() })
      .nullable()
      .describe('who marked the cause as seen, up to this refusal or a later one'),
    correlationId: optionalText,
    messageId: optionalText.describe('the message was kept, undecodable'),
  }),
)
