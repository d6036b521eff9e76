import type { LogLine } from '../api/attempt-records.ts'
import type { HandlerLog } from '../handlers/handler-context.ts'
import type { TextMask } from '../masking/mask-text.ts'
import { withoutQuotedJson } from '../masking/quoted-json.ts'
import { maskSecrets } from '../masking/secret-values.ts'

const MAX_LINES = 100
const MAX_TEXT = 2_000
/** Longest secret, such as a chain of certificates. */
const MAX_SECRET = 16_384
const LAST_WORD = /\S{0,512}$/
const HALF_MARK = /‹[^›]{0,64}$/

export interface AttemptLog {
  readonly log: HandlerLog
  readonly lines: readonly LogLine[]
}

/** Collects a handler's log lines, masked and bounded. They are stored when the attempt ends. */
export function createAttemptLog(mask: TextMask, now: () => number): AttemptLog {
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
        text: maskedText(String(text), mask.text),
        data: data === undefined ? null : maskedText(jsonOf(data, mask), mask.text),
      })
    }
  return { log: { info: add('info'), warn: add('warn'), error: add('error') }, lines }
}

/**
 * Masks and truncates a text for storage. Truncates first, because masking costs by length, and drops
 * the last word: masking would not recognise a truncated value.
 */
export function maskedText(text: string, mask: (text: string) => string): string {
  const tooLong = text.length > MAX_TEXT
  // Before the cut: a secret can contain blanks, and its beginning must not stay.
  const shown = withoutQuotedJson(maskSecrets(text.slice(0, MAX_TEXT + MAX_SECRET)))
  const cut = tooLong ? shown.slice(0, MAX_TEXT).replace(LAST_WORD, '') : shown
  const masked = mask(cut)
  // Marks can be longer than their values.
  const grew = masked.length > MAX_TEXT
  const kept = grew ? masked.slice(0, MAX_TEXT).replace(HALF_MARK, '') : masked
  return `${kept}${tooLong || grew ? '…' : ''}`.replaceAll('\u0000', '\uFFFD').toWellFormed()
}

function jsonOf(data: unknown, mask: TextMask): string {
  try {
    return JSON.stringify(mask.data(data)) ?? 'undefined'
  } catch {
    return '"data that is no JSON"'
  }
}
