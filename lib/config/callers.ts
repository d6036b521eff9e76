import { z } from 'zod'
import type { CallerRule } from '../auth/caller-rule.ts'
import {
  type AnswerTemplate,
  PLACEHOLDERS,
  unknownPlaceholders,
} from '../events/answer-template.ts'
import { type RecordPlaces, readPlace } from '../events/records/place.ts'
import { describeIssues, parseJson } from './parse-json.ts'

const place = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const steps = readPlace(text)
    if (steps !== null) return steps
    context.addIssue({
      code: 'custom',
      message: 'expected a place such as employees.employee or d.results[*], at most 10 steps',
    })
    return z.NEVER
  })

/** Places in a body, as text. */
export const placesSchema = z.strictObject({
  events: place.optional(),
  type: place.optional(),
  id: place.optional(),
  subject: place.optional(),
})

export function statedPlaces(places: z.output<typeof placesSchema>): RecordPlaces {
  return Object.fromEntries(Object.entries(places).filter(([, steps]) => steps !== undefined))
}

const VARIABLE = 'CALLERS'

const callerSchema = z.strictObject({
  client: z.string().regex(/^\S{1,400}$/, 'expected a client id'),
  issuer: z.string().min(1).optional(),
  name: z.string().min(1).max(100).optional(),
  company: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected up to 64 letters, digits, dots, dashes')
    .optional(),
  paths: z.array(z.string().min(1)).min(1).optional(),
  type: z.string().min(1).max(400).optional(),
  places: placesSchema.optional(),
  answer: z
    .strictObject({ json: z.json().optional(), xml: z.string().max(10_000).optional() })
    .refine(
      (template) => unknownPlaceholders(template).length === 0,
      `expected the placeholders ${PLACEHOLDERS.join(', ')} alone`,
    )
    .optional(),
  undecodable: z.enum(['fault', 'accept']).default('fault'),
})

/**
 * Reads CALLERS; mistakes contain no values. Pure.
 * @param ingestPaths the paths that an entry may name
 */
export function readCallers(
  text: string | undefined,
  ingestPaths: readonly string[],
): { callers: CallerRule[]; mistakes: string[] } {
  if (text === undefined) return { callers: [], mistakes: [] }
  const parsed = z.array(callerSchema).safeParse(parseJson(text))
  if (!parsed.success) {
    return { callers: [], mistakes: describeIssues(VARIABLE, parsed.error) }
  }
  const mistakes: string[] = []
  const seen = new Set<string>()
  const callers = parsed.data.map((entry, index): CallerRule => {
    const { client, issuer = null, name = null, company = null, paths = null } = entry
    const { type = null, places = null, answer = null, undecodable } = entry
    const key = JSON.stringify([client, issuer])
    if (seen.has(key)) mistakes.push(`${VARIABLE}[${index}]: expected one entry for each client`)
    seen.add(key)
    if (paths?.some((path) => !ingestPaths.includes(path))) {
      mistakes.push(`${VARIABLE}[${index}].paths: expected paths of INGEST_PATHS`)
    }
    return {
      clientId: client,
      issuer,
      name,
      company,
      paths,
      type,
      places: places === null ? null : statedPlaces(places),
      answer: answer as AnswerTemplate | null,
      undecodable,
    }
  })
  return { callers, mistakes }
}
