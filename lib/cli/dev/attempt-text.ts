import { styleText } from 'node:util'
import type { AttemptReport } from '../../dispatch/attempt-report.ts'
import { firstOwnFrame } from '../../dispatch/own-frames.ts'
import type { NextState, StoredError } from '../../store/deliver/settlement.ts'

/** An ended attempt for a terminal; null = completed without a log line. */
export function attemptText(report: AttemptReport): string | null {
  const { handler, attempt, error, log, next } = report
  if (error === null && log.length === 0) return null
  const head = `${handler}, attempt ${attempt}: ${endText(next)}`
  const isGood = next.state === 'completed'
  const lines = [
    isGood ? `${styleText('green', '✓')} ${head}` : `${styleText('red', '✗')} ${head}`,
    ...(error === null ? [] : errorLines(error)),
    ...log.map(
      ({ level, text, data }) => `    ${level}  ${text}${data === null ? '' : ` ${data}`}`,
    ),
  ]
  return lines.join('\n')
}

function errorLines(error: StoredError): string[] {
  const place = firstOwnFrame(error.stack)
  const causes: string[] = []
  for (let { cause } = error; cause !== null; { cause } = cause) {
    causes.push(`    cause: ${cause.name}: ${cause.message}`)
  }
  return [
    `    ${error.name}: ${error.message}`,
    ...(place === null ? [] : [`    ${place}`]),
    ...causes,
  ]
}

function endText(next: NextState): string {
  switch (next.state) {
    case 'completed':
      return 'completed'
    case 'retrying':
      return `retried in ${Math.ceil(next.delayMs / 1_000)} s`
    case 'failed':
      return next.lane === 'parks' ? 'failed, the lane is parked' : 'failed, the lane goes on'
    case 'waiting':
      return 'given back'
  }
}
