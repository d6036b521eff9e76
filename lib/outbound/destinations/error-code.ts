/** fetch and the SDK wrap what happened. */
const MAX_DEPTH = 5

/** The innermost code: that of the connection. */
export function codeOf(error: unknown, depth = 1): string | null {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return null
  const { code, cause, rootCause } = error as {
    code?: unknown
    cause?: unknown
    rootCause?: unknown
  }
  const inner = codeOf(cause ?? rootCause, depth + 1)
  return inner ?? (typeof code === 'string' && code !== '' ? code : null)
}
