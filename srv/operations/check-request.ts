import type { z } from 'zod'
import type { Mistake } from '../../lib/api/error.ts'
import { RequestRefusal } from './request-refusal.ts'

export interface Unchecked {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

interface Schemas {
  readonly params: z.ZodType
  readonly query: z.ZodType
  readonly body: z.ZodType
}

const PLACES = [
  ['path', 'params'],
  ['query', 'query'],
  ['body', 'body'],
] as const

/** Limit of an unknown field's name in the answer. */
const MAX_NAME = 60

/**
 * Checks the three parts of a request.
 * @throws RequestRefusal request_invalid, with all mistakes and their places
 */
export function checkRequest(schemas: Schemas, given: Unchecked): Unchecked {
  const checked: Record<string, unknown> = {}
  const mistakes: Mistake[] = []
  for (const [place, name] of PLACES) {
    const result = schemas[name].safeParse(given[name])
    if (result.success) checked[name] = result.data
    else mistakes.push(...result.error.issues.flatMap((issue) => mistakesOf(issue, place)))
  }
  if (mistakes.length > 0) {
    throw new RequestRefusal(
      400,
      'request_invalid',
      'expected a request as in /operations/v1/openapi.json: correct the mistakes in details',
      mistakes,
    )
  }
  return checked as unknown as Unchecked
}

/** zod's messages contain expected and received types, never values. */
function mistakesOf(issue: z.core.$ZodIssue, place: Mistake['in']): Mistake[] {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') {
    return [{ in: place, field: path.join('.'), message: issue.message }]
  }
  return issue.keys.map((key) => ({
    in: place,
    field: [...path, key.slice(0, MAX_NAME)].join('.'),
    message: 'unknown field',
  }))
}
