import type { AudienceRule } from '../trusted-issuer.ts'

/**
 * Whether a token's `aud` claim is meant for us. Only `aud` counts: a token for another service is
 * not ours because our client fetched it.
 */
export function isForUs(rule: AudienceRule, aud: unknown): boolean {
  if (rule.kind === 'unchecked') return true
  const audiences = audienceList(aud)
  if (rule.kind === 'exact') {
    return audiences.some((audience) => rule.values.includes(audience))
  }
  return audiences.some((audience) => isXsuaaAudience(audience, rule.clientId, rule.xsappname))
}

function audienceList(aud: unknown): readonly string[] {
  if (typeof aud === 'string') return [aud]
  if (Array.isArray(aud) && aud.every((entry) => typeof entry === 'string')) return aud
  return []
}

/** SAP names an audience after the application, or after a part of it behind a dot. */
function isXsuaaAudience(audience: string, clientId: string, xsappname: string): boolean {
  if (audience === clientId || audience === xsappname) return true
  if (audience.startsWith(`${clientId}.`) || audience.startsWith(`${xsappname}.`)) return true
  // only a broker has clones, and their client ids end with its name
  return clientId.includes('!b') && audience.endsWith(`|${xsappname}`)
}
