import type { IncomingMessage } from 'node:http'
import type { Response } from 'express'

/** The browser binds `__Host-` cookies to this host, https (or localhost) and the path /. */
export const SESSION_COOKIE = '__Host-sf-event-receiver'
export const LOGIN_COOKIE = '__Host-sf-event-receiver-login'

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const

/** The value of a cookie; null where it is missing, or comes twice and nobody knows whose it is. */
export function readCookie({ headers }: IncomingMessage, name: string): string | null {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length === 1 ? (values[0] as string) : null
}

/** @param maxAgeMs null = until the browser is closed */
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
