import { createAllowance } from '../../lib/auth/refusals/rate-tokens.ts'
import { ReceiverError } from '../../lib/errors.ts'

/** Logins that ask the issuer for tokens at a time. */
const MAX_AT_ONCE = 10
/** Anybody can begin a login and come back with a made-up code: each costs the issuer one call. */
const RATE = { burst: 60, perMinute: 60 }

/** Bounds the calls that logins make of the issuer's token endpoint, on this instance. */
export interface LoginGate {
  /** @throws ReceiverError too_many_logins */
  pass<Result>(work: () => Promise<Result>): Promise<Result>
}

/** @param now milliseconds */
export function createLoginGate(now: () => number): LoginGate {
  const allowance = createAllowance(RATE, now)
  let underWay = 0
  return {
    async pass(work) {
      if (underWay >= MAX_AT_ONCE || !allowance.take()) throw tooMany()
      underWay += 1
      try {
        return await work()
      } finally {
        underWay -= 1
      }
    },
  }
}

function tooMany(): ReceiverError {
  return new ReceiverError(
    'too_many_logins',
    'Too many people log in at this moment. Wait a few seconds and log in again.',
  )
}
