import type { Delivered } from './deliver.ts'

/**
 * Returns a completed delivery. Otherwise throws the error of its last attempt, whose stack shows
 * the line of the handler. The handler's log, masked as stored, is added to that stack.
 */
export function completed(delivered: Delivered): Delivered {
  const { outcome, error, log } = delivered
  if (outcome === 'completed') return delivered
  const thrown =
    error ?? new Error(`expected a delivery that completes, it was ${outcome}: the service stops`)
  addLog(thrown, log)
  throw thrown
}

/** Test runners print the stack. The message stays as the handler wrote it. */
function addLog(error: Error, log: Delivered['log']): void {
  const stack = error.stack ?? String(error)
  if (log.length === 0 || stack.includes(TITLE)) return
  const lines = log.map(
    ({ level, text, data }) => `  ${level}  ${text}${data === null ? '' : ` ${data}`}`,
  )
  const frames = stack.search(/^\s+at /m)
  const end = frames === -1 ? stack.length : frames
  const head = [stack.slice(0, end).trimEnd(), '', TITLE, ...lines].join('\n')
  try {
    error.stack = `${head}\n${stack.slice(end)}`
  } catch {
    // A frozen error.
  }
}

const TITLE = 'Log of the handler:'
