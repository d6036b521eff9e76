import { APP, NOW_SECONDS, TENANT } from '../../../test/support/auth-fixtures.ts'
import type { FuzzedIssuer, FuzzedIssuers, IssuerName } from './issuers.ts'
import type { Presented, TokenMaker } from './make-token.ts'
import type { Signer, TokenPlan } from './token-plan.ts'

type Claims = Readonly<Record<string, unknown>>

export type Expectation = 'good' | 'bad'

/** The expected result of a presentation, written independently of the tested code. */
export function expectationOf(
  plan: TokenPlan,
  presented: Presented,
  issuers: FuzzedIssuers,
  { good }: TokenMaker,
): Expectation {
  switch (plan.kind) {
    case 'untouched':
      return plan.issuer !== 'plain' || plan.certificate.isSender ? 'good' : 'bad'
    case 'changed': {
      if (plan.issuer === 'plain' && !plan.certificate.isSender) return 'bad'
      const token = /^bearer +(\S+) *$/i.exec(presented.authorization[0] ?? '')?.[1]
      return token === good[plan.issuer] ? 'good' : 'bad'
    }
    case 'made':
      return isGoodToken(presented, issuers[plan.issuer], good[plan.issuer], plan) ? 'good' : 'bad'
    default:
      return 'bad'
  }
}

function isGoodToken(
  { authorization, made }: Presented,
  issuer: FuzzedIssuer,
  good: string,
  { certificate }: TokenPlan,
): boolean {
  if (made === null) return false
  const [header = ''] = authorization
  if (header.length - 'Bearer '.length > 60 * 1024) return false
  const joseHeader = JSON.parse(made.header) as Claims
  const claims = JSON.parse(made.claims) as Claims
  if (!isGoodHeader(joseHeader, issuer)) return false
  if (
    made.signer === 'the same as before'
      ? header !== `Bearer ${good}`
      : !fits(made.signer, joseHeader.alg)
  ) {
    return false
  }
  return (
    isFrom(claims, issuer) &&
    isNow(claims) &&
    RULES[issuer.name](claims) &&
    (issuer.name !== 'plain' || isBoundWell(claims.cnf, issuer, certificate.isSender))
  )
}

function isGoodHeader({ crit, b64, typ, kid, alg }: Claims, { name, key, trusted }: FuzzedIssuer) {
  if (crit !== undefined || b64 !== undefined) return false
  if (typ !== undefined && !isIn(['jwt', 'at+jwt', 'application/at+jwt'], lower(typ))) return false
  // two published keys: a token without a key id does not say which
  const isKnown = name === 'pinned' ? kid === undefined || typeof kid === 'string' : kid === key.kid
  return isKnown && isIn(trusted.algorithms, alg)
}

function fits(signer: Signer, alg: unknown): boolean {
  if (signer === 'issuer') return alg === 'RS256'
  return (signer === 'PS256' || signer === 'RS512') && alg === signer
}

function isFrom({ iss, ias_iss }: Claims, { name, trusted }: FuzzedIssuer): boolean {
  const [own] = trusted.issuers
  if (iss === own) return true
  return name === 'ias' && ias_iss === own && isText(iss) && iss !== 'urn:pinned'
}

function isNow({ exp, nbf, iat }: Claims): boolean {
  const isTime = (value: unknown) =>
    typeof value === 'number' && value >= 0 && value <= 253_402_300_799
  const hasBegun = (value: unknown) =>
    value === undefined || (isTime(value) && (value as number) <= NOW_SECONDS + 60)
  return isTime(exp) && (exp as number) > NOW_SECONDS && hasBegun(nbf) && hasBegun(iat)
}

const RULES: Readonly<Record<IssuerName, (claims: Claims) => boolean>> = {
  xsuaa: ({ aud, zid, client_id, cid, azp }) =>
    isFor(aud, [APP, `sb-${APP}`], true) &&
    zid === TENANT &&
    isName(firstText(client_id, cid, azp)),
  plain: ({ aud, azp, client_id, appid, sub, gty }) => {
    const named = firstText(azp, client_id, appid)
    // a single subject that is not listed is a person, whatever its name
    const isPerson =
      named === null && gty !== 'client-credentials' && isText(sub) && sub !== 'listed-client'
    return isFor(aud, ['harbour'], false) && (isPerson || isName(named ?? firstText(sub)))
  },
  ias: ({ aud, app_tid, zone_uuid, azp, client_id }) =>
    isFor(aud, ['harbour'], false) &&
    (app_tid ?? zone_uuid) === TENANT &&
    isName(firstText(azp, client_id)),
  pinned: (claims) => RULES.plain(claims),
}

function isFor(aud: unknown, names: readonly string[], parts: boolean): boolean {
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!list.every((entry) => typeof entry === 'string')) return false
  return list.some((entry) =>
    names.some((name) => entry === name || (parts && (entry as string).startsWith(`${name}.`))),
  )
}

function firstText(...candidates: readonly unknown[]): string | null {
  return candidates.find(isText) ?? null
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** RFC 6749 appendix A.1: a client id is of visible characters. */
function isName(name: string | null): boolean {
  return name !== null && /^[\x20-\x7e]{1,1000}$/.test(name)
}

function isBoundWell(cnf: unknown, { claims }: FuzzedIssuer, showsSender: boolean): boolean {
  const bound = (cnf as Claims | null | undefined)?.['x5t#S256']
  if (bound === undefined) return true
  return showsSender && bound === (claims.cnf as Claims)['x5t#S256']
}

function isIn(list: readonly string[], value: unknown): boolean {
  return list.some((entry) => entry === value)
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value
}
