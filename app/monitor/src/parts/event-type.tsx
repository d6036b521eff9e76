const PREFIX = 'com.successfactors.'

/** The last word says what happened; the rest is the same for most. */
export function shortType(type: string): string {
  const parts = type.replace(PREFIX, '').split('.')
  return parts.slice(-1).join('')
}

interface Props {
  readonly type: string | null
}

/** An event type in short, in full on hover. */
export function EventType({ type }: Props) {
  if (type === null) return <>–</>
  return <span title={type}>{shortType(type)}</span>
}
