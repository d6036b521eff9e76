/** An error of the operating system. */
export interface SystemError {
  readonly code: string
  readonly syscall: string
  readonly message: string
}

// By its properties, not by instanceof: test runners give modules an Error class of their own.
export function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
}

/** True for a system error with one of these codes, such as ENOENT. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code)
}
