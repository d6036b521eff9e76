import { isLoopback } from './loopback.ts'

/**
 * The http or https address in a text. null = it is none, or it has a user name, a fragment, or
 * characters that the URL parser removes or replaces: the text itself is used elsewhere.
 */
export function readAddress(text: string): URL | null {
  if (!/^https?:\/\/[^\s\\#\p{Cc}]+$/u.test(text)) return null
  const url = URL.parse(text)
  return url?.username === '' && url.password === '' ? url : null
}

/** Whether tokens and secrets may go there: https, or plain http that stays on this machine. */
export function isSafeAddress(text: string): boolean {
  const url = readAddress(text)
  return url !== null && (url.protocol === 'https:' || isLoopback(url.hostname))
}
