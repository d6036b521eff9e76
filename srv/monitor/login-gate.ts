import { createRateTokens } from '../../lib/auth/refusals/rate-tokens.ts'
import { ReceiverError } from '../../lib/errors.ts'

/** Logins that request tokens at the same time. */
const MAX_AT_ONCE = 10
/** Each callback costs one call of the issuer, even with an invented code. */
const RATE = { burst: 60, perMinute: 60 }

/** @throws ReceiverError too_many_logins */
export type LoginGate = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * Limits this instance's calls of the issuer's token endpoint for logins.
 * @param now milliseconds
 */
export function createLoginGate(now: () => number): LoginGate {
  const rateTokens = createRateTokens(RATE, now)
  let underWay = 0
  return async (work) => {
    if (underWay >= MAX_AT_ONCE || !rateTokens.take()) throw tooMany()
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
    }
  }
}

function tooMany(): ReceiverError {
  return new ReceiverError(
    'too_many_logins',
    'Too many users are logging in. Wait a few seconds and log in again.',
  )
}
