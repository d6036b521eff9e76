const PREFIX = 'com.successfactors.'

/** The last word says what happened. The rest is the same for most types. */
export function shortType(type: string): string {
  const parts = type.replace(PREFIX, '').split('.')
  return parts.slice(-1).join('')
}

interface Props {
  readonly type: string | null
}

/** The short form of an event type, with the full name on hover. */
export function EventType({ type }: Props) {
  if (type === null) return <>–</>
  return <span title={type}>{shortType(type)}</span>
}

/** A pattern or a predicate of a handler is no type. */
export function isOneType(text: string): boolean {
  return /^[^\s*]+$/.test(text)
}
