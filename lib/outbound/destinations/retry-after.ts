/** Longest pause that an answer may ask for. */
const MAX_PAUSE_MS = 24 * 60 * 60 * 1_000

/**
 * The pause that `Retry-After` asks for (RFC 9110 section 10.2.3: seconds, or a date). Pure.
 * @param now milliseconds since 1970
 * @returns ms, at most a day; null = none, or one that cannot be read
 */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after')?.trim()
  if (!text) return null
  const pauseMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return Number.isNaN(pauseMs) ? null : Math.min(Math.max(pauseMs, 0), MAX_PAUSE_MS)
}
