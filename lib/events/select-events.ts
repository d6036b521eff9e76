import type { KnownEventType } from './event-types.ts'
import type { HandlerEvent, TextLike, TypedEvent } from './handler-event.ts'

/** An event type, or a pattern: `*` stands for one or more characters, including dots. */
export type TypePattern = TextLike<KnownEventType | '*'>

/**
 * Decides for each event whether the handler takes it. Called while the event is recorded. If it
 * throws, or returns no boolean, the delivery parks with the error.
 */
export type EventPredicate = (event: HandlerEvent) => boolean

export type EventSelector = TypePattern | readonly TypePattern[] | EventPredicate

/** The type of the event for this `on`. */
export type SelectedEvent<On> = On extends readonly (infer Pattern)[]
  ? OfPattern<Pattern>
  : OfPattern<On>

type OfPattern<Pattern> = Pattern extends string
  ? string extends Pattern
    ? HandlerEvent
    : Pattern extends `${string}*${string}`
      ? HandlerEvent
      : TypedEvent<Pattern>
  : HandlerEvent

export type Selection =
  | { readonly kind: 'taken' /** it names the event's type */; readonly named: boolean }
  | { readonly kind: 'left' }
  | { readonly kind: 'failed'; readonly failure: SelectionFailure; readonly error: unknown }

/** The reason codes of a delivery whose predicate failed. */
export const SELECTION_FAILURES = ['on_failed', 'on_not_a_boolean'] as const
export type SelectionFailure = (typeof SELECTION_FAILURES)[number]

const LEFT = { kind: 'left' } as const

/**
 * Decides whether a handler takes an event. Never throws.
 * @param event created only for predicates
 */
export function selectEvent(
  on: EventSelector,
  type: string | null,
  event: () => HandlerEvent,
): Selection {
  if (typeof on === 'function') return askPredicate(on, event)
  const patterns = patternsOf(on)
  if (namesType(patterns, type)) return { kind: 'taken', named: true }
  return patterns.some((pattern) => matchesType(pattern, type))
    ? { kind: 'taken', named: false }
    : LEFT
}

/**
 * Whether `on` can take events of this type. A predicate takes any: its events have no type that
 * the compiler relies on.
 */
export function takesType(on: EventSelector, type: string | null): boolean {
  return typeof on === 'function' || patternsOf(on).some((pattern) => matchesType(pattern, type))
}

/** Whether `on` names a type literally, not by a pattern or predicate. */
export function names(on: EventSelector, type: string | null): boolean {
  return typeof on !== 'function' && namesType(patternsOf(on), type)
}

/**
 * Whether a type matches a pattern. `*` stands for one or more characters, including dots. Case
 * matters. `'*'` takes every event, also one without a type.
 */
export function matchesType(pattern: string, type: string | null): boolean {
  if (pattern === '*') return true
  if (type === null) return false
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return pattern === type
  if (!type.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    // Each `*` takes at least one character; the earliest match leaves the most to the rest.
    const found = type.indexOf(part, at + 1)
    if (found === -1) return false
    at = found + part.length
  }
  return type.length - last.length > at && type.endsWith(last)
}

function patternsOf(on: string | readonly string[]): readonly string[] {
  return typeof on === 'string' ? [on] : on
}

function namesType(patterns: readonly string[], type: string | null): boolean {
  return type !== null && !type.includes('*') && patterns.includes(type)
}

function askPredicate(on: EventPredicate, event: () => HandlerEvent): Selection {
  try {
    const taken: unknown = on(event())
    if (typeof taken !== 'boolean') return notABoolean(taken)
    return taken ? { kind: 'taken', named: false } : LEFT
  } catch (error) {
    return { kind: 'failed', failure: 'on_failed', error }
  }
}

function notABoolean(found: unknown): Selection {
  const error = new TypeError(
    `expected "on" to return true or false, got ${found instanceof Promise ? 'a promise' : typeof found}: correct it and replay`,
  )
  return { kind: 'failed', failure: 'on_not_a_boolean', error }
}
