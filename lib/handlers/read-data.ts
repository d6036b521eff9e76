import type { StandardSchemaV1 } from '@standard-schema/spec'
import { viewOf } from '../events/event-view.ts'
import type { HandlerEvent } from '../events/handler-event.ts'
import { RejectError } from '../outcomes.ts'

const MAX_ISSUES = 10
/** Values of one place that are searched for in the schema's message. */
const MAX_VALUES = 200
const MARK = '‹value›'

type Path = NonNullable<StandardSchemaV1.Issue['path']>

/**
 * Validates an event with the handler's schema.
 * @throws RejectError with the places and the schema's messages, without values of the event
 */
export async function readData(schema: StandardSchemaV1, event: HandlerEvent): Promise<unknown> {
  const view = viewOf(event)
  const result = await schema['~standard'].validate(view)
  if (result.issues === undefined) return result.value
  const findings = result.issues.slice(0, MAX_ISSUES).map((issue) => findingOf(issue, view))
  const left = result.issues.length - findings.length
  if (left > 0) findings.push(`and ${left} more`)
  throw new RejectError(`expected an event that fits the handler's schema: ${findings.join('; ')}`)
}

function findingOf({ message, path = [] }: StandardSchemaV1.Issue, view: unknown): string {
  const place = path.map(keyOf).map(String).join('.')
  const text = withoutValues(message, valueAt(view, path))
  return place === '' ? text : `${place}: ${text}`
}

/** Some schemas quote the input. */
function withoutValues(message: string, given: unknown): string {
  let text = message
  for (const value of leavesOf(given).sort((a, b) => b.length - a.length)) {
    const quoted = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    // Match whole words only: a short value may be part of a word.
    text = text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${quoted}(?![\\p{L}\\p{N}])`, 'gu'), MARK)
  }
  return text
}

function valueAt(view: unknown, path: Path): unknown {
  let value = view
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.hasOwn(value, keyOf(step)) ? Reflect.get(value, keyOf(step)) : undefined
  }
  return value
}

function leavesOf(value: unknown): string[] {
  const leaves: string[] = []
  const open = [value]
  while (open.length > 0 && leaves.length < MAX_VALUES) {
    const next = open.pop()
    if (typeof next === 'object' && next !== null) open.push(...Object.values(next))
    else if (next !== '' && (typeof next === 'string' || typeof next === 'number'))
      leaves.push(String(next))
  }
  return leaves
}

function keyOf(step: Path[number]): PropertyKey {
  return typeof step === 'object' ? step.key : step
}
