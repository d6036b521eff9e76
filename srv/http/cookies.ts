import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Response } from 'express'

/** The browser binds `__Host-` cookies to this host, https (or localhost) and the path /. */
export const SESSION_COOKIE = '__Host-sf-event-receiver'
const LOGIN_COOKIE = '__Host-sf-event-receiver-login-'
/** Pending logins of one browser, such as those of tabs whose session has expired. */
const MAX_LOGINS = 4

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const

/** Each pending login has its own cookie. The callback's `state` finds it. */
export function loginCookie(state: string): string {
  return `${LOGIN_COOKIE}${hash('sha256', state).slice(0, 16)}`
}

/** The oldest pending logins beyond the limit. Browsers send the oldest first (RFC 6265 section 5.4). */
export function surplusLogins(request: IncomingMessage): string[] {
  const names = pairsOf(request).flatMap((pair) =>
    pair.startsWith(LOGIN_COOKIE) ? [pair.slice(0, pair.indexOf('='))] : [],
  )
  return names.slice(0, Math.max(0, names.length - MAX_LOGINS + 1))
}

/** The value of a cookie; null = it is missing, or came twice and is ambiguous. */
export function readCookie(request: IncomingMessage, name: string): string | null {
  const values = pairsOf(request)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length === 1 ? (values[0] as string) : null
}

/** @param maxAgeMs null = until the browser closes */
export function setCookie(
  response: Response,
  name: string,
  value: string,
  maxAgeMs: number | null,
): void {
  response.cookie(name, value, {
    ...ATTRIBUTES,
    ...(maxAgeMs === null ? {} : { maxAge: maxAgeMs }),
  })
}

export function clearCookie(response: Response, name: string): void {
  response.clearCookie(name, ATTRIBUTES)
}

function pairsOf({ headers }: IncomingMessage): string[] {
  return (headers.cookie ?? '').split(';').map((pair) => pair.trim())
}
