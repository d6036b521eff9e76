import type { StoredError } from '../store/deliver/settlement.ts'
import type { AttemptEnd } from './attempt-end.ts'
import { maskedText } from './attempt-log.ts'

const MAX_ERROR_DEPTH = 3

/** The error of an attempt, masked and truncated; null = none */
export function errorOf(end: AttemptEnd, mask: (text: string) => string): StoredError | null {
  return 'error' in end ? storedError(end.error, mask, 1) : null
}

/** Handles any thrown value, even one that throws when it is read. */
function storedError(error: unknown, mask: (text: string) => string, depth: number): StoredError {
  try {
    return readError(error, mask, depth)
  } catch {
    const message = 'the thrown value cannot be shown'
    return { name: 'thrown', message, code: null, stack: null, cause: null }
  }
}

function readError(error: unknown, mask: (text: string) => string, depth: number): StoredError {
  const text = (value: unknown) => maskedText(String(value), mask)
  const { code, message = error } = (error ?? {}) as { code?: unknown; message?: unknown }
  const storedCode = typeof code === 'string' || typeof code === 'number' ? text(code) : null
  if (!(error instanceof Error)) {
    // Older libraries throw plain objects.
    return { name: 'thrown', message: text(message), code: storedCode, stack: null, cause: null }
  }
  const hasCause = error.cause !== undefined && depth < MAX_ERROR_DEPTH
  return {
    name: text(error.name),
    message: text(error.message),
    code: storedCode,
    stack: error.stack === undefined ? null : text(error.stack),
    cause: hasCause ? storedError(error.cause, mask, depth + 1) : null,
  }
}
