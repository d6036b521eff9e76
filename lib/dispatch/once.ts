import type { EffectState, Once } from '../handlers/handler-context.ts'
import { InvalidCallError } from '../outcomes.ts'
import type { EffectMemory } from '../store/effects/memory.ts'
import type { StartedWithoutEvent } from '../store/record/started-delivery.ts'

const MAX_NAME_LENGTH = 200
const MAX_RESULT_BYTES = 8 * 1024

type MemoryOfDelivery = {
  readonly [Method in keyof EffectMemory]: EffectMemory[Method] extends (
    delivery: StartedWithoutEvent,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never
}

/**
 * `once` of one attempt. Commits the beginning before the effect runs and the end after it: after a crash
 * the effect is not begun, in doubt, or finished.
 */
export function createOnce(memory: MemoryOfDelivery, signal: AbortSignal): Once {
  const underWay = new Set<string>()
  return async <Result>(name: string, effect: (state: EffectState) => Result | Promise<Result>) => {
    signal.throwIfAborted()
    checkName(name, underWay)
    underWay.add(name)
    try {
      const start = await memory.begin(name)
      if (start.kind === 'finished') return start.result as Result
      // The attempt may have ended during the query: its result would be lost.
      signal.throwIfAborted()
      const json = jsonOf(name, await effect({ inDoubt: start.inDoubt }))
      await memory.end(name, json)
      // Return the stored form, which a later attempt will get.
      return (json === null ? undefined : JSON.parse(json)) as Result
    } finally {
      underWay.delete(name)
    }
  }
}

/** The memory of one delivery. */
export function memoryOf(memory: EffectMemory, delivery: StartedWithoutEvent): MemoryOfDelivery {
  return {
    begin: (name) => memory.begin(delivery, name),
    end: (name, result) => memory.end(delivery, name, result),
  }
}

function checkName(name: string, underWay: ReadonlySet<string>): void {
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_LENGTH) {
    throw invalid(`a name of 1 to ${MAX_NAME_LENGTH} characters`, 'another name')
  }
  if (name.includes('\u0000') || !name.isWellFormed()) {
    throw invalid('a name that can be stored', 'one with NUL or a lone surrogate')
  }
  if (underWay.has(name)) {
    throw invalid('a name of its own for each effect', `"${name}" twice at the same time`)
  }
}

/** Escapes that jsonb cannot store. An escaped backslash does not begin one. */
const NOT_STORABLE = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|(.))/g

/** null = the effect returned nothing: JSON has no undefined. */
function jsonOf(name: string, result: unknown): string | null {
  if (result === undefined) return null
  const json = writtenOut(result)
  if (json === undefined) throw invalid(`a result of "${name}" that is JSON`, typeof result)
  const bytes = Buffer.byteLength(json)
  if (bytes > MAX_RESULT_BYTES) {
    throw invalid(`a result of "${name}" of at most ${MAX_RESULT_BYTES} bytes`, `${bytes}`)
  }
  // JSON escapes lone surrogates only.
  return json.replace(NOT_STORABLE, (found, other) => (other === undefined ? '\\ufffd' : found))
}

/** undefined = not JSON, such as a bigint, a circular value or a failing toJSON. */
function writtenOut(result: unknown): string | undefined {
  try {
    return JSON.stringify(result) as string | undefined
  } catch {
    return undefined
  }
}

/** Rejects the delivery: a further attempt would only repeat the effects. */
function invalid(expected: string, found: string): InvalidCallError {
  return new InvalidCallError('once_invalid', `once: expected ${expected}, got ${found}`)
}
