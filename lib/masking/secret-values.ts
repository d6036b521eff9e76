import type { TextMask } from './mask-text.ts'

const MARK = '‹secret›'
/** Shorter values are no secrets, and would replace parts of words. */
const MIN_LENGTH = 4
/** A line of a private key, also where a text is cut. */
const MIN_LINE_LENGTH = 16
/** Rotated secrets leave old ones behind. */
const MAX_VALUES = 2_000

/** Values that handlers of this process have read, in each written form; the longest first. */
let known: readonly string[] = []

/** Remembers a secret, so that `withSecrets` masks it from now on. */
export function rememberSecret(value: string): void {
  const lines = value.split(/\r?\n/).map((line) => line.trim())
  const parts = [value.trim(), ...lines.filter((line) => line.length >= MIN_LINE_LENGTH)]
  const forms = parts.filter((part) => part.length >= MIN_LENGTH).flatMap(formsOf)
  const added = forms.filter((form) => !known.includes(form))
  if (added.length === 0) return
  const newest = [...known, ...added].slice(-MAX_VALUES)
  known = newest.sort((one, other) => other.length - one.length)
}

/** As it is written in texts, JSON, addresses and base64. */
function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1)
  const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '')
  return [...new Set([value, json, encodeURIComponent(value), base64])]
}

/** Replaces the secrets in a text by a mark. */
export function maskSecrets(text: string): string {
  return known.reduce((masked, secret) => masked.replaceAll(secret, MARK), text)
}

/** A mask that also hides the secrets of handlers. */
export function withSecrets(mask: TextMask): TextMask {
  // First, because the other mask can change the middle of a secret.
  return { ...mask, text: (text) => mask.text(maskSecrets(text)) }
}
