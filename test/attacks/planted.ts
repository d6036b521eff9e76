/**
 * Values that must not appear in any answer, log line or stored refusal.
 * Each value says of itself that it was planted.
 */
export const PLANTED_CLAIMS = {
  sub: 'planted-subject-4711',
  email: 'ada.planted@harbour.example',
  given_name: 'Adaplanted',
  family_name: 'Plantedname',
  preferred_username: 'planted-user',
}
export const PLANTED_MAIL = PLANTED_CLAIMS.email
export const PLANTED_BODY = 'planted-body-0815'

const LONG_WORD = /[A-Za-z0-9_-]{100,}/g

/** The secrets of a request in a text: planted values, and long words such as parts of a token. */
export function leaksIn(text: string, request: string | Buffer): string[] {
  const planted = text.match(/\S{0,20}planted\S{0,20}/gi) ?? []
  const sent = typeof request === 'string' ? request : request.toString('latin1')
  const words = new Set(sent.slice(0, 200_000).match(LONG_WORD))
  return [...planted, ...[...words].filter((word) => text.includes(word))]
}
