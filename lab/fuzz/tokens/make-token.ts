import { constants, createHmac, sign } from 'node:crypto'
import { testKey } from '../../../test/support/fake-issuer.ts'
import { mutate } from '../decoder/mutation.ts'
import { type FuzzedIssuer, type FuzzedIssuers, ISSUER_NAMES, type IssuerName } from './issuers.ts'
import { withChanges } from './token-parts.ts'
import type { Signer, TextChange, TokenPlan } from './token-plan.ts'

/** The input of the authenticator. */
export interface Presented {
  readonly authorization: readonly string[]
  readonly certificates: readonly string[]
  /** content and signer of a token that was made for this call */
  readonly made: {
    readonly header: string
    readonly claims: string
    readonly signer: Signer
  } | null
}

export interface TokenMaker {
  readonly good: Readonly<Record<IssuerName, string>>
  present(plan: TokenPlan): Presented
}

/** Makes tokens of plans; the good ones are signed once. */
export async function tokenMaker(issuers: FuzzedIssuers): Promise<TokenMaker> {
  const stranger = await testKey('stranger')
  const good = Object.fromEntries(
    ISSUER_NAMES.map((name) => {
      const { claims } = issuers[name]
      return [name, compact(headerText(issuers[name]), JSON.stringify(claims), 'issuer', name)]
    }),
  ) as Record<IssuerName, string>

  function compact(header: string, claims: string, signer: Signer, name: IssuerName): string {
    const input = `${base64url(header)}.${base64url(claims)}`
    return `${input}.${signature(input, signer, name)}`
  }

  function signature(input: string, signer: Signer, name: IssuerName): string {
    const { key } = issuers[name]
    switch (signer) {
      case 'issuer':
        return sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')
      case 'RS512':
        return sign('sha512', Buffer.from(input), key.privateKey).toString('base64url')
      case 'PS256': {
        const padding = constants.RSA_PKCS1_PSS_PADDING
        const pss = { key: key.privateKey, padding, saltLength: 32 }
        return sign('sha256', Buffer.from(input), pss).toString('base64url')
      }
      case 'stranger':
        return sign('sha256', Buffer.from(input), stranger.privateKey).toString('base64url')
      case 'nobody':
        return ''
      case 'the same as before':
        return good[name].split('.')[2] ?? ''
      default:
        return createHmac('sha256', secretOf(signer, issuers[name]))
          .update(input)
          .digest('base64url')
    }
  }

  function textOf(plan: TokenPlan & { kind: 'changed' | 'made' | 'raw' }): string {
    if (plan.kind === 'changed') return plan.changes.reduce(changeText, good[plan.issuer])
    if (plan.kind === 'raw') return compact(plan.header, plan.claims, 'issuer', plan.issuer)
    const { header, claims } = partsOf(plan)
    return compact(header, claims, plan.signer, plan.issuer)
  }

  function partsOf(plan: TokenPlan & { kind: 'made' }) {
    const issuer = issuers[plan.issuer]
    return {
      header: withChanges(headerOf(issuer), plan.header),
      claims: withChanges(issuer.claims, plan.claims),
      signer: plan.signer,
    }
  }

  return {
    good,
    present(plan) {
      const certificates = plan.certificate.headers
      if (plan.kind === 'headers') return { authorization: plan.headers, certificates, made: null }
      if (plan.kind === 'untouched') {
        const authorization = [plan.spelling.replace('$', good[plan.issuer])]
        return { authorization, certificates, made: null }
      }
      const made = plan.kind === 'made' ? partsOf(plan) : null
      return { authorization: [`Bearer ${textOf(plan)}`], certificates, made }
    },
  }
}

function headerOf({ key }: FuzzedIssuer) {
  return { alg: 'RS256', kid: key.kid, typ: 'JWT' }
}

function headerText(issuer: FuzzedIssuer): string {
  return JSON.stringify(headerOf(issuer))
}

export function changeText(token: string, change: TextChange): string {
  if (change.kind === 'bytes') {
    return mutate(Buffer.from(token, 'latin1'), change.mutation).toString('latin1')
  }
  if (change.kind === 'parts') {
    const parts = token.split('.')
    return change.order.map((index) => parts[index] ?? '').join('.')
  }
  const at = Math.floor((change.at / 0x1_0000) * token.length)
  return `${token.slice(0, at)}${change.to}${token.slice(at + 1)}`
}

/** The secret that a receiver would use if it confused the algorithms. */
function secretOf(signer: Signer, { key }: FuzzedIssuer): Buffer | string {
  if (signer === 'HMAC with the key id') return key.kid
  const format = signer === 'HMAC with the public key as PEM' ? 'pem' : 'der'
  return key.publicKey.export({ type: 'spki', format } as { type: 'spki'; format: 'pem' })
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
