import { closestMatch } from 'leven'
import { z } from 'zod'
import type { EventSelector } from '../events/select-events.ts'
import type { HandlerDefinition, RateLimit } from './define-handler.ts'

/** The options of a handler with all defaults, as stored and shown in the monitor. */
export interface HandlerOptions {
  /** types and patterns; a predicate as `predicate` and its source */
  readonly on: readonly string[]
  readonly retry: {
    readonly attempts: number
    readonly firstDelayMs: number
    readonly maxDelayMs: number
  }
  readonly onFailure: 'park' | 'skip'
  readonly timeoutMs: number
  /** in each process */
  readonly concurrency: number
  /** in all processes together; null = no limit */
  readonly totalConcurrency: number | null
  readonly rateLimit: RateLimit | null
  readonly meanwhile: 'wait' | 'overtake' | null
  readonly formerly: readonly string[]
  readonly masks: readonly string[]
  /** set by the service: the handler gets messages of the service itself, and no events */
  readonly internal?: true
  /** it is told of each forgotten person */
  readonly onForgotten: boolean
}

const DAY_MS = 24 * 60 * 60 * 1_000
const MAX_PREDICATE_TEXT = 300

const aFunction = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
)
const milliseconds = (min: number, max: number) => z.int().min(min).max(max)

const selector = z.custom<EventSelector>().superRefine((value: unknown, { addIssue }) => {
  const tell = (found: unknown, path: PropertyKey[] = []) =>
    addIssue({
      code: 'custom',
      path,
      input: found,
      message:
        "expected an event type, a pattern with single * (one or more characters), a list of them, '*', or a predicate",
    })
  if (typeof value === 'function') return
  if (!Array.isArray(value)) {
    if (!isPattern(value)) tell(value)
  } else if (value.length === 0) tell(value)
  else for (const [index, one] of value.entries()) if (!isPattern(one)) tell(one, [index])
})

const standardSchema = z.custom<HandlerDefinition['schema']>(
  isStandardSchema,
  'expected a Standard Schema, as zod, valibot and arktype make them',
)

const meanwhileMissing = {
  error:
    "expected startAt together with meanwhile: 'wait' (later events of the same subject wait) or 'overtake', received only one of the two",
  path: ['meanwhile'],
}

const retry = z.strictObject({
  attempts: z.int().min(1).max(100).default(8),
  firstDelayMs: milliseconds(0, DAY_MS).default(1_000),
  maxDelayMs: milliseconds(0, 7 * DAY_MS).default(60 * 60 * 1_000),
})

const rateLimit = z.strictObject({
  attempts: z.int().min(1).max(100_000),
  perMs: milliseconds(1, DAY_MS),
})

const fields = z.strictObject({
  on: selector,
  schema: standardSchema.optional(),
  orderBy: aFunction.optional(),
  retry: retry.prefault({}),
  onFailure: z.enum(['park', 'skip'], "expected 'park' or 'skip'").default('park'),
  timeoutMs: milliseconds(1, 10 * 60 * 1_000).default(30_000),
  concurrency: z.int().min(1).max(1_000).default(10),
  totalConcurrency: z.int().min(1).max(10_000).optional(),
  rateLimit: rateLimit.optional(),
  startAt: aFunction.optional(),
  meanwhile: z.enum(['wait', 'overtake'], "expected 'wait' or 'overtake'").optional(),
  formerly: z.array(z.string().min(1)).optional(),
  masks: z.array(z.string().min(1)).optional(),
  start: aFunction.optional(),
  stop: aFunction.optional(),
  onForgotten: aFunction.optional(),
  run: aFunction,
})

/** The options of each level, to suggest corrections. */
const known: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(fields.shape),
  retry: Object.keys(retry.shape),
  rateLimit: Object.keys(rateLimit.shape),
}

const whole = fields.refine(
  ({ startAt, meanwhile }) => (startAt === undefined) === (meanwhile === undefined),
  meanwhileMissing,
)

/** Validates a definition and applies the defaults; reports every mistake with its place. */
export function readHandlerOptions(
  definition: HandlerDefinition,
): { options: HandlerOptions; mistakes: [] } | { options: null; mistakes: string[] } {
  const result = whole.safeParse(definition, { reportInput: true })
  if (!result.success)
    return {
      options: null,
      mistakes: result.error.issues.flatMap((issue) => mistakesOf(issue, known)),
    }
  const { data } = result
  const options = {
    on: textOf(definition.on),
    retry: data.retry,
    onFailure: data.onFailure,
    timeoutMs: data.timeoutMs,
    concurrency: data.concurrency,
    totalConcurrency: data.totalConcurrency ?? null,
    rateLimit: data.rateLimit ?? null,
    meanwhile: data.meanwhile ?? null,
    formerly: data.formerly ?? [],
    masks: data.masks ?? [],
    onForgotten: data.onForgotten !== undefined,
  }
  return { options, mistakes: [] }
}

function textOf(on: EventSelector): readonly string[] {
  if (typeof on === 'string') return [on]
  if (typeof on !== 'function') return on
  const source = on.toString().replaceAll(/\s+/g, ' ').slice(0, MAX_PREDICATE_TEXT)
  return [`predicate ${source}`]
}

function isPattern(value: unknown): boolean {
  return typeof value === 'string' && /^\S+$/.test(value) && !value.includes('**')
}

function isStandardSchema(value: unknown): boolean {
  const isHolder = (typeof value === 'object' && value !== null) || typeof value === 'function'
  const standard = isHolder ? (value as { '~standard'?: unknown })['~standard'] : undefined
  if (typeof standard !== 'object' || standard === null) return false
  const { version, validate } = standard as { version?: unknown; validate?: unknown }
  return version === 1 && typeof validate === 'function'
}

/** Maximum edit distance of a suggestion. */
const MAX_MISSPELT = 3
const MAX_SHOWN = 60

/**
 * The text of a mistake: its place, what was expected, what was found.
 * @param known the options of each level, by path
 */
export function mistakesOf(
  issue: z.core.$ZodIssue,
  known: Readonly<Record<string, readonly string[]>>,
): string[] {
  const place = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${[...issue.path, key].join('.')}: ${unknownOption(key, known[place] ?? [])}`,
    )
  }
  // zod reports the received type, but not the received value.
  const found = issue.message.includes('received') ? '' : `, got ${shown(issue.input)}`
  return [`${place === '' ? '' : `${place}: `}${issue.message}${found}`]
}

function unknownOption(key: string, options: readonly string[]): string {
  const meant = closestMatch(key, options, { maxDistance: MAX_MISSPELT })
  if (meant !== undefined) return `there is no such option, did you mean ${meant}?`
  return `there is no such option, expected one of ${options.join(', ')}`
}

function shown(found: unknown): string {
  if (found === undefined) return 'nothing'
  if (typeof found === 'function') return 'a function'
  if (typeof found === 'string') return JSON.stringify(found.slice(0, MAX_SHOWN))
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : 'a list'
  return typeof found === 'object' && found !== null ? 'an object' : String(found)
}
