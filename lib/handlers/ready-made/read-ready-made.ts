import { defineHandler, type HandlerDefinition } from '../define-handler.ts'
import { type HandlerOptions, readHandlerOptions } from '../handler-options.ts'
import { forward } from './forward.ts'
import type { Target } from './post-to.ts'
import { publish } from './publish.ts'
import { type ReadyMade, readyMadeSchema } from './ready-made-schema.ts'

export type ReadReadyMade =
  | { readonly definition: HandlerDefinition; readonly options: HandlerOptions }
  /** all of them, each with its place and what was expected */
  | { readonly mistakes: readonly string[] }

const DEFAULT_TIMEOUT_MS = 30_000

/** A handler that is configured and not coded: what its JSON file says becomes a definition. */
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

/** Also of a file that is not right: its options are checked all the same. */
function definitionOf(settings: ReadyMade): HandlerDefinition {
  const { on, retry, onFailure, timeoutMs, concurrency } = settings
  const { totalConcurrency, rateLimit, formerly, masks } = settings
  const limits = { concurrency, totalConcurrency, rateLimit }
  const options = { on, retry, onFailure, timeoutMs, ...limits, formerly, masks }
  const said = Object.entries(options).filter(([, value]) => value !== undefined)
  return defineHandler({
    ...(Object.fromEntries(said) as unknown as Pick<HandlerDefinition, 'on'>),
    run: runOf(settings),
  })
}

function runOf(settings: ReadyMade): HandlerDefinition['run'] {
  const { destination, path, timeoutMs } = settings
  const target: Target = {
    destination,
    path,
    timeoutMs: typeof timeoutMs === 'number' ? timeoutMs : DEFAULT_TIMEOUT_MS,
  }
  if (settings.use === 'forward') return (event, context) => forward(target, event, context)
  const { mode, source, subject } = settings
  return (event, context) => publish(target, { mode, source, subject }, event, context)
}

function mistakeOf({ path, message }: { path: PropertyKey[]; message: string }): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}
