/** What a call brought to authenticate itself. */
export type AuthorizationKind = 'none' | 'basic' | 'bearer' | 'other'

/** @param headers every Authorization header as it was received */
export function authorizationKind(headers: readonly string[]): AuthorizationKind {
  const [header] = headers
  if (header === undefined) return 'none'
  const scheme = header.split(' ', 1)[0]?.toLowerCase()
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'other'
}
