import { isLoopback } from './loopback.ts'

/**
 * The http or https URL in a text. null = no URL, or one with user name, fragment, or characters
 * that the URL parser would change: the text itself is used elsewhere.
 */
export function readAddress(text: string): URL | null {
  if (!/^https?:\/\/[^\s\\#\p{Cc}]+$/u.test(text)) return null
  const url = URL.parse(text)
  return url?.username === '' && url.password === '' ? url : null
}

/** Whether tokens and secrets may be sent there: https, or plain http on this machine. */
export function isSafeAddress(text: string): boolean {
  const url = readAddress(text)
  return url !== null && (url.protocol === 'https:' || isLoopback(url.hostname))
}
