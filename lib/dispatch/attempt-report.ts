import type { LogLine } from '../api/attempt-records.ts'
import type { HandlerLog } from '../handlers/handler-context.ts'
import { noMask, type TextMask } from '../masking/mask-text.ts'
import { withSecrets } from '../masking/secret-values.ts'
import type { AttemptOutcome } from '../states.ts'
import type { NextState, StoredError } from '../store/deliver/settlement.ts'
import { type AttemptLog, createAttemptLog } from './attempt-log.ts'

/** An ended attempt, for the terminal of a developer. */
export interface AttemptReport {
  readonly handler: string
  readonly attempt: number
  readonly outcome: AttemptOutcome
  readonly next: NextState
  readonly error: StoredError | null
  readonly log: readonly LogLine[]
}

/** The service runs below `npm run dev`. */
export interface Development {
  /** `unmasked` only if database and issuer are local: their persons are invented */
  readonly values: 'masked' | 'unmasked'
  /** a debugger may pause the process: attempts have no time limit */
  readonly isDebugging: boolean
  readonly report: (report: AttemptReport) => void
}

/** Logs of one attempt: the one that is stored, and that of the report. */
export interface ReportedLog extends AttemptLog {
  readonly reported: readonly LogLine[]
  /** mask of the report */
  readonly reportMask: TextMask
}

export function createReportedLog(
  mask: TextMask,
  now: () => number,
  development: Development | null,
): ReportedLog {
  const stored = createAttemptLog(mask, now)
  if (development?.values !== 'unmasked') {
    return { ...stored, reported: stored.lines, reportMask: mask }
  }
  const reportMask = withSecrets(noMask)
  const plain = createAttemptLog(reportMask, now)
  const both =
    (level: keyof HandlerLog): HandlerLog[typeof level] =>
    (text, data) => {
      stored.log[level](text, data)
      plain.log[level](text, data)
    }
  const log = { info: both('info'), warn: both('warn'), error: both('error') }
  return { log, lines: stored.lines, reported: plain.lines, reportMask }
}
