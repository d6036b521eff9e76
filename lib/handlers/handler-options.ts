import { z } from 'zod'
import type { HandlerDefinition, RateLimit } from './define-handler.ts'

/** A handler's options with every default filled in. */
export interface HandlerOptions {
  readonly on: readonly string[]
  readonly retry: {
    readonly attempts: number
    readonly firstDelayMs: number
    readonly maxDelayMs: number
  }
  readonly onFailure: 'park' | 'skip'
  readonly timeoutMs: number
  readonly concurrency: number
  readonly rateLimit: RateLimit | null
  readonly meanwhile: 'wait' | 'overtake' | null
  readonly formerly: readonly string[]
  readonly masks: readonly string[]
}

const DAY_MS = 24 * 60 * 60 * 1_000

const aFunction = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
)
const type = z.string().trim().min(1, 'expected an event type')
const milliseconds = (min: number, max: number) => z.int().min(min).max(max)

const meanwhileMissing = {
  error:
    "expected startAt together with meanwhile: 'wait' (later events of the same subject wait) or 'overtake'",
  path: ['meanwhile'],
}

const fields = z.strictObject({
  on: z.union([type, z.array(type).min(1)], "expected an event type, a list of them, or '*'"),
  orderBy: aFunction.optional(),
  retry: z
    .strictObject({
      attempts: z.int().min(1).max(100).default(8),
      firstDelayMs: milliseconds(0, DAY_MS).default(1_000),
      maxDelayMs: milliseconds(0, 7 * DAY_MS).default(60 * 60 * 1_000),
    })
    .prefault({}),
  onFailure: z.enum(['park', 'skip']).default('park'),
  timeoutMs: milliseconds(1, 10 * 60 * 1_000).default(30_000),
  concurrency: z.int().min(1).max(1_000).default(10),
  rateLimit: z
    .strictObject({ attempts: z.int().min(1).max(100_000), perMs: milliseconds(1, DAY_MS) })
    .optional(),
  startAt: aFunction.optional(),
  meanwhile: z.enum(['wait', 'overtake'], "expected 'wait' or 'overtake'").optional(),
  formerly: z.array(z.string().min(1)).optional(),
  masks: z.array(z.string().min(1)).optional(),
  run: aFunction,
})

const schema = fields.refine(
  ({ startAt, meanwhile }) => (startAt === undefined) === (meanwhile === undefined),
  meanwhileMissing,
)

/** Checks a definition and fills in the defaults; every mistake is told, with its place. */
export function readHandlerOptions(
  definition: HandlerDefinition,
): { options: HandlerOptions; mistakes: [] } | { options: null; mistakes: string[] } {
  const result = schema.safeParse(definition)
  if (!result.success) {
    const mistakes = result.error.issues.map((issue) => {
      const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
      return `${place}${issue.message}`
    })
    return { options: null, mistakes }
  }
  const { on, retry, onFailure, timeoutMs, concurrency, rateLimit, meanwhile, formerly, masks } =
    result.data
  const options = {
    on: typeof on === 'string' ? [on] : on,
    retry,
    onFailure,
    timeoutMs,
    concurrency,
    rateLimit: rateLimit ?? null,
    meanwhile: meanwhile ?? null,
    formerly: formerly ?? [],
    masks: masks ?? [],
  }
  return { options, mistakes: [] }
}
