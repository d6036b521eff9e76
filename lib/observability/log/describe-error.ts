/**
 * What a log line may say about an error. Its message is left out: a driver's or a handler's may quote
 * what somebody sent.
 */

const MAX_CAUSES = 3

/** SQLSTATE, Node's or our own code; libraries wrap errors, so it is that of the innermost cause which has one. */
export function codeOf(error: unknown): string | null {
  let found: string | null = null
  let at = error as { code?: unknown; cause?: unknown } | null | undefined
  for (let depth = 0; depth <= MAX_CAUSES && at != null; depth += 1) {
    if (typeof at.code === 'string') found = at.code
    at = at.cause as typeof at
  }
  return found
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** Where it happened. */
export function placesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  return (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
}
