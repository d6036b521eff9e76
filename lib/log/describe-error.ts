/**
 * What a log line may say about an error. Its message is left out: a driver's or a handler's may quote
 * what somebody sent.
 */

/** SQLSTATE, Node's or our own code; null where there is none. */
export function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : null
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** Where it happened. */
export function placesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  return (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
}
