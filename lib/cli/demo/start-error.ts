const SENTENCE = /^([a-z_]+): /m

/** The service's last words as one error; what only a developer can read stays in the log. */
export class StartError extends Error {
  /** the service's error code; null = it ended without one */
  readonly code: string | null

  constructor(code: string | null, message: string) {
    super(message)
    this.name = 'StartError'
    this.code = code
  }
}

/** @param written what the service wrote to stderr */
export function startError(written: string, logFile: string): StartError {
  const match = SENTENCE.exec(written)
  const [, code] = match ?? []
  if (match === null || code === undefined || code === 'internal') {
    return new StartError(code ?? null, `the service did not start: see ${logFile}`)
  }
  return new StartError(code, written.slice(match.index).trim())
}
