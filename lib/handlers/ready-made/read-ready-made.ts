import { z } from 'zod'
import { DESTINATION_NAME } from '../../config/destinations.ts'
import { defineHandler, type HandlerDefinition } from '../define-handler.ts'
import { type HandlerOptions, readHandlerOptions } from '../handler-options.ts'
import { forward } from './forward.ts'
import type { Target } from './post-to.ts'
import { publish } from './publish.ts'

export type ReadReadyMade =
  | { readonly definition: HandlerDefinition; readonly options: HandlerOptions }
  /** all mistakes, each with its place and what was expected */
  | { readonly mistakes: readonly string[] }

const DEFAULT_TIMEOUT_MS = 30_000

/** Creates a handler from its JSON file. */
export function readReadyMade(text: string): ReadReadyMade {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    return { mistakes: [`expected JSON, it cannot be read: ${(error as Error).message}`] }
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { mistakes: ['expected an object with "use", "destination" and "on"'] }
  }
  const read = readyMadeSchema.safeParse(given)
  const definition = definitionOf(read.success ? read.data : (given as ReadyMade))
  const { options, mistakes } = readHandlerOptions(definition)
  const own = read.success ? [] : read.error.issues.map(mistakeOf)
  if (own.length > 0 || options === null) return { mistakes: [...own, ...mistakes] }
  return { definition, options }
}

/** Also for an invalid file, to report the mistakes of its options too. */
function definitionOf(settings: ReadyMade): HandlerDefinition {
  const { on, retry, onFailure, timeoutMs, concurrency } = settings
  const { totalConcurrency, rateLimit, formerly, masks } = settings
  const limits = { concurrency, totalConcurrency, rateLimit }
  const options = { on, retry, onFailure, timeoutMs, ...limits, formerly, masks }
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return defineHandler({
    ...(Object.fromEntries(given) as unknown as Pick<HandlerDefinition, 'on'>),
    run: runOf(settings),
  })
}

function runOf(settings: ReadyMade): HandlerDefinition['run'] {
  const { destination, path, headers, csrf, timeoutMs } = settings
  const target: Target = {
    destination,
    path,
    headers,
    csrf,
    timeoutMs: typeof timeoutMs === 'number' ? timeoutMs : DEFAULT_TIMEOUT_MS,
  }
  if (settings.use === 'forward') return (event, context) => forward(target, event, context)
  const { mode, source, subject } = settings
  return (event, context) => publish(target, { mode, source, subject }, event, context)
}

function mistakeOf({ path, message }: { path: PropertyKey[]; message: string }): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}

/** The handler options that JSON can express: all but functions. */
const options = {
  on: z.unknown().optional(),
  retry: z.unknown().optional(),
  onFailure: z.unknown().optional(),
  timeoutMs: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  totalConcurrency: z.unknown().optional(),
  rateLimit: z.unknown().optional(),
  formerly: z.unknown().optional(),
  masks: z.unknown().optional(),
}

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/
const OWN =
  'expected other headers: the message, the connection or the destination defines this one'

/** Headers of the message, the connection and the login. */
const OWN_HEADERS =
  /^(?:authorization|ce-.*|connection|content-.*|cookie|host|idempotency-key|soapaction|te|transfer-encoding|upgrade)$/i

const target = {
  destination: z
    .string('expected the name of a destination, such as "iflow"')
    .regex(DESTINATION_NAME, 'expected the name of a destination: letters, digits, - and _'),
  path: z
    .string('expected a path, such as "/http/successfactors/events"')
    .regex(/^(\/[^#\s]*)?$/, 'expected a path that begins with / and has neither blanks nor #')
    .regex(
      /^(?:[^{}]|\{(?:type|key)\})*$/,
      'expected no braces but those of the placeholders {type} and {key}',
    )
    .default(''),
  headers: z
    .record(
      z.string(),
      z.string().regex(/^[\x20-\x7e]{0,1000}$/, 'expected a text of printable ASCII'),
      'expected an object of header names and texts, such as {"x-qos":"1"}',
    )
    .superRefine((headers, { addIssue }) => {
      for (const name of Object.keys(headers)) {
        const message = HEADER.test(name) ? OWN : 'expected the name of an HTTP header'
        if (!HEADER.test(name) || OWN_HEADERS.test(name)) {
          addIssue({ code: 'custom', path: [name], message })
        }
      }
    })
    .default({}),
  csrf: z.boolean('expected true or false').default(false),
}

const forwardFields = z.strictObject({ use: z.literal('forward'), ...target, ...options })
const publishFields = z.strictObject({
  use: z.literal('publish'),
  mode: z.enum(['structured', 'binary'], 'expected "structured" or "binary"').default('structured'),
  source: z
    .string()
    .regex(/^[\x21-\x7e]{1,500}$/, 'expected a URI reference, such as "/successfactors/acme"')
    .nullable()
    .default(null),
  subject: z.enum(['employee', 'none'], 'expected "employee" or "none"').default('employee'),
  ...target,
  ...options,
})

/** The content of a file. `readHandlerOptions` checks `on`, `retry` and the other options. */
const readyMadeSchema = z.discriminatedUnion('use', [forwardFields, publishFields], {
  error: (issue) =>
    issue.code === 'invalid_union' ? 'expected "forward" or "publish"' : undefined,
})

export type ReadyMade = z.infer<typeof readyMadeSchema>
