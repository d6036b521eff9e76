import type { HandlerLog } from '../handlers/handler-context.ts'

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  /** ms since the attempt started */
  readonly afterMs: number
  readonly text: string
  /** JSON text of the data that came with it; null = none */
  readonly data: string | null
}

const MAX_LINES = 100
const MAX_TEXT = 2_000

export interface AttemptLog {
  readonly log: HandlerLog
  readonly lines: readonly LogLine[]
}

/** Gathers what a handler logs, masked and bounded; it is stored when the attempt ends. */
export function createAttemptLog(mask: (text: string) => string, now: () => number): AttemptLog {
  const startedAt = now()
  const lines: LogLine[] = []
  const add =
    (level: LogLine['level']) => (text: string, data?: Readonly<Record<string, unknown>>) => {
      if (lines.length > MAX_LINES) return
      const afterMs = Math.round(now() - startedAt)
      if (lines.length === MAX_LINES) {
        lines.push({
          level: 'warn',
          afterMs,
          text: `more than ${MAX_LINES} lines: cut`,
          data: null,
        })
        return
      }
      lines.push({
        level,
        afterMs,
        text: bounded(mask(String(text))),
        data: data === undefined ? null : bounded(mask(jsonOf(data))),
      })
    }
  return { log: { info: add('info'), warn: add('warn'), error: add('error') }, lines }
}

export function bounded(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
  return cut.replaceAll('\u0000', '\uFFFD').toWellFormed()
}

function jsonOf(data: unknown): string {
  try {
    return JSON.stringify(data) ?? 'undefined'
  } catch {
    return '"data that is no JSON"'
  }
}
