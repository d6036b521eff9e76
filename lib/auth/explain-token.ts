import type { JWTPayload } from 'jose'
import { ReceiverError } from '../errors.ts'
import type { Fetch } from '../http/bounded-fetch.ts'
import { grantsOf, scopesOf } from './grants.ts'
import type { KeySet } from './keys/key-set.ts'
import { keySource } from './keys/key-source.ts'
import type { VerificationKey } from './keys/verification-key.ts'
import { quoted } from './printable.ts'
import {
  checkAudience,
  identityOf,
  lifetimeEnd,
  requireAccessToken,
  tenantOf,
} from './tokens/claim-rules.ts'
import { boundCertificate } from './tokens/client-certificate.ts'
import { introspectionVerifier } from './tokens/introspection.ts'
import { isOpaque, parseUnverified, type UnverifiedToken } from './tokens/parse-unverified.ts'
import { isIntrospecting, matchingIssuers } from './tokens/trusted-verifiers.ts'
import { checkAlgorithm, verifySignature } from './tokens/verify-jwt.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** The result of one rule. */
export interface RuleAnswer {
  readonly rule: string
  /** null = not checked, because an earlier rule failed */
  readonly kept: boolean | null
  /**
   * the finding; for a broken rule what was expected, what arrived and what to do. Never the token.
   */
  readonly said: string
}

/** The results for one entry of the trusted issuers. */
export interface EntryAnswer {
  readonly issuer: string
  readonly kind: TrustedIssuer['kind']
  readonly rules: readonly RuleAnswer[]
}

export interface Explanation {
  /** rules that need no issuer */
  readonly form: readonly RuleAnswer[]
  readonly entries: readonly EntryAnswer[]
}

export interface ExplainOptions {
  readonly fetch: Fetch
  /** milliseconds */
  readonly now: () => number
}

/**
 * Checks a token against each entry that could trust it, with the functions of the authenticator.
 * Goes on after a broken rule, so that all mistakes are reported at once.
 */
export async function explainToken(
  compact: string,
  issuers: readonly TrustedIssuer[],
  options: ExplainOptions,
): Promise<Explanation> {
  const trusted = issuers.map((issuer) => ({ issuer }))
  const introspecting = trusted.filter(isIntrospecting)
  if (introspecting.length > 0 && isOpaque(compact)) {
    const said = 'an opaque token: needs introspection'
    const form = [{ rule: 'form', kept: true, said }]
    const entries = introspecting.map(({ issuer }) => explainIntrospected(compact, issuer, options))
    return { form, entries: await Promise.all(entries) }
  }
  const form = new Rules()
  const token = await form.ask('form', () => parseUnverified(compact), describeForm)
  if (token === null) return { form: form.answers, entries: [] }
  const named = matchingIssuers(token.claims, trusted)
  form.add('issuer', named.length > 0, issuerSentence(token.claims, named.length > 0, issuers))
  const entries = named.map(({ issuer }) =>
    issuer.proof.kind === 'introspection'
      ? explainIntrospected(compact, issuer, options)
      : explainSigned(token, issuer, options),
  )
  return { form: form.answers, entries: await Promise.all(entries) }
}

/** Runs rules one after the other; a broken rule does not end them. */
class Rules {
  readonly answers: RuleAnswer[] = []

  add(rule: string, isKept: boolean | null, said: string): void {
    this.answers.push({ rule, kept: isKept, said })
  }

  async ask<Result>(
    rule: string,
    question: () => Result | Promise<Result>,
    say: (result: Result) => string,
  ): Promise<Result | null> {
    try {
      const result = await question()
      this.add(rule, true, say(result))
      return result
    } catch (error) {
      this.add(rule, false, sentenceOf(error))
      return null
    }
  }
}

async function explainSigned(
  token: UnverifiedToken,
  issuer: TrustedIssuer,
  { fetch, now }: ExplainOptions,
): Promise<EntryAnswer> {
  const rules = new Rules()
  await rules.ask(
    'algorithm',
    () => checkAlgorithm(token, issuer),
    () => token.algorithm,
  )
  const time = now()
  await rules.ask(
    'lifetime',
    () => lifetimeEnd(token.claims, issuer.clockToleranceSeconds, time),
    (end) => `valid for another ${Math.round((end - time) / 60_000)} minutes`,
  )
  const keys = await rules.ask('keys', () => keySource(issuer, fetch)(), describeKeys)
  if (keys === null) rules.add('signature', null, 'not checked: there are no keys')
  else {
    await rules.ask(
      'signature',
      () => verifySignature(token, fixedKeySet(keys)),
      ({ keyId }) => `made with ${keyId === null ? 'a key without an id' : `key ${quoted(keyId)}`}`,
    )
  }
  await askClaims(rules, token.claims, issuer)
  return answerOf(issuer, rules)
}

async function explainIntrospected(
  compact: string,
  issuer: TrustedIssuer,
  { fetch, now }: ExplainOptions,
): Promise<EntryAnswer> {
  const rules = new Rules()
  const { proof } = issuer
  if (proof.kind !== 'introspection') return answerOf(issuer, rules)
  const verifier = introspectionVerifier(issuer, proof, fetch, {
    now,
    concurrency: 1,
    maxWaiting: 1,
    rememberInactiveMs: 0,
    maxInactive: 1,
    onFailure: () => undefined,
    onRecovery: () => undefined,
  })
  const question = () => verifier.verify({ compact, unverified: null })
  const verified = await rules.ask('introspection', question, () => 'active')
  if (verified !== null) await askClaims(rules, verified.claims, issuer)
  return answerOf(issuer, rules)
}

async function askClaims(rules: Rules, claims: JWTPayload, issuer: TrustedIssuer): Promise<void> {
  await rules.ask(
    'kind of token',
    () => requireAccessToken(claims),
    () => 'an access token, or unspecified',
  )
  await rules.ask(
    'audience',
    () => checkAudience(claims, issuer),
    () => 'meant for this service',
  )
  await rules.ask(
    'tenant',
    () => tenantOf(claims, issuer),
    (tenant) => tenant || 'not pinned',
  )
  await rules.ask(
    'certificate',
    () => boundCertificate(claims, issuer),
    (bound) => (bound === null ? 'not bound' : 'bound: each call must present it'),
  )
  const identity = await rules.ask(
    'client',
    () => identityOf(claims, issuer),
    ({ clientId, person }) => `${quoted(clientId)}, ${person ? "a person's token" : 'a client'}`,
  )
  if (identity === null) return rules.add('grants', null, 'not checked: the token names no client')
  const grants = grantsOf(claims, identity, issuer)
  const mayIngest = grants.has('Ingest') && !identity.person
  rules.add('grants', grants.size > 0, describeGrants(claims, issuer, grants))
  rules.add('may send events', mayIngest, mayIngest ? 'yes' : refusedSender(identity.person))
}

function describeGrants(
  claims: JWTPayload,
  issuer: TrustedIssuer,
  grants: ReadonlySet<string>,
): string {
  if (grants.size > 0) return [...grants].join(', ')
  const seen = scopesOf(claims, issuer).map(quoted).join(' ') || 'none'
  const wanted = Object.entries(issuer.grants)
    .filter(([, rule]) => rule.scopes.length > 0)
    .map(([grant, rule]) => `${rule.scopes.join(' or ')} for ${grant}`)
  return `none: its scopes are ${seen}; expected ${wanted.join(', ') || 'a client or a group that is listed in the grants'}`
}

function refusedSender(isPerson: boolean): string {
  return isPerson
    ? "no: a person's token never sends events. Give the event connector a client of its own."
    : 'no: it lacks the grant Ingest'
}

function issuerSentence(
  { iss }: JWTPayload,
  isTrusted: boolean,
  issuers: readonly TrustedIssuer[],
): string {
  const claimed = typeof iss === 'string' ? quoted(iss) : 'none'
  if (isTrusted) return claimed
  const trusted = [...new Set(issuers.map((issuer) => issuer.issuers[0]))].join(' or ')
  return `claims ${claimed}; trusted: ${trusted}. Set the token URL of the connector, or add the issuer to TRUSTED_ISSUERS.`
}

function describeForm({ algorithm, keyId }: UnverifiedToken): string {
  return `a JSON Web Token, ${quoted(algorithm)}, key ${keyId === null ? 'not named' : quoted(keyId)}`
}

function describeKeys(keys: readonly VerificationKey[]): string {
  return `${keys.length} that can verify: ${keys.map(({ keyId }) => keyId ?? '(no id)').join(', ')}`
}

function fixedKeySet(keys: readonly VerificationKey[]): Pick<KeySet, 'keys' | 'newerKeys'> {
  return { keys: async () => keys, newerKeys: async () => null }
}

function answerOf(issuer: TrustedIssuer, { answers }: Rules): EntryAnswer {
  return { issuer: issuer.issuers[0], kind: issuer.kind, rules: answers }
}

function sentenceOf(error: unknown): string {
  if (error instanceof ReceiverError) return error.message
  const { message, cause } = error as Error
  const { code } = (cause ?? {}) as { code?: unknown }
  return `not reachable: ${message}${code === undefined ? '' : ` (${String(code)})`}. Check the address and the network.`
}
