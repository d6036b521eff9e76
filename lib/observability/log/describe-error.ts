/** Log lines contain no error messages, because drivers and handlers may quote personal data. */

const MAX_CAUSES = 3

/** The code of the innermost cause that has one: a SQLSTATE, Node's or our own. */
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

/** The stack without the message. */
export function placesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  return (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
}
