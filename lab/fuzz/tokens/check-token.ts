import type { Caller } from '../../../lib/auth/caller.ts'
import { isAuthErrorCode } from '../../../lib/auth/tokens/challenge.ts'
import { ReceiverError } from '../../../lib/errors.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import { expectationOf } from './expectation.ts'
import type { Presented } from './make-token.ts'
import type { TokenBench } from './token-bench.ts'
import type { TokenPlan } from './token-plan.ts'

/** From here on a piece of a token is worth something. */
const TELLING_CHARACTERS = 24

export interface Verdict {
  /** null = a caller came out */
  readonly code: string | null
  readonly ms: number
}

/** Presents one token. @throws BrokenPromise */
export async function checkToken(bench: TokenBench, plan: TokenPlan): Promise<Verdict> {
  const { authenticator, issuers, maker } = bench
  const presented = maker.present(plan)
  const wasOut = bench.isOut()
  const since = performance.now()
  const outcome = await authenticate(presented).catch((error: unknown) => ({ error }))
  const ms = performance.now() - since
  if (ms > bench.longestMs) {
    throw new BrokenPromise('a verdict comes in time', `${Math.round(ms)} ms`)
  }
  const expected = expectationOf(plan, presented, issuers, maker)
  if ('clientId' in outcome) {
    checkCaller(outcome, expected !== 'bad', plan)
    return { code: null, ms }
  }
  const { code } = checkError(outcome.error, presented)
  const excused = code === 'jwks_unavailable' && (wasOut || bench.isOut())
  if (expected === 'good' && !excused) {
    throw new BrokenPromise('a good token is accepted', `${code} for a token that is ${plan.kind}`)
  }
  if (code === 'jwks_unavailable' && !excused) {
    throw new BrokenPromise('keys are there while their issuer answers', code)
  }
  return { code, ms }

  async function authenticate({ authorization, certificates }: Presented): Promise<Caller> {
    return authenticator.authenticate(authorization, certificates)
  }
}

function checkCaller(caller: Caller, good: boolean, plan: TokenPlan): void {
  if (!good) {
    const made = plan.kind === 'made' ? `, signed by ${plan.signer}` : ''
    throw new BrokenPromise('a caller comes out for a good token alone', `${plan.kind}${made}`)
  }
  const isWhole = (caller.clientId !== '' || caller.person) && caller.clientId.isWellFormed()
  if (!isWhole) throw new BrokenPromise('a client has a name that can be kept', plan.kind)
}

function checkError(error: unknown, { authorization }: Presented): ReceiverError {
  if (!(error instanceof ReceiverError)) {
    const name = error instanceof Error ? error.name : typeof error
    throw new BrokenPromise(`only a ReceiverError comes out, not a ${name}`, String(error))
  }
  if (!isAuthErrorCode(error.code)) {
    throw new BrokenPromise('only an AuthErrorCode comes out', error.code)
  }
  if (!error.message.isWellFormed()) {
    throw new BrokenPromise('an error is a text that can be kept', error.code)
  }
  const parts = authorization.flatMap((header) => header.split(/[ .]/))
  const told = parts.some(
    (part) => part.length >= TELLING_CHARACTERS && error.message.includes(part),
  )
  if (told) throw new BrokenPromise('an error holds no part of a token', error.code)
  return error
}
