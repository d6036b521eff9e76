import type { Caller } from '../../lib/auth/caller.ts'
import { type Revealed, recordReveal } from '../../lib/store/actions/record-reveal.ts'
import type { OperationsDeps } from './operations-deps.ts'
import type { Call } from './route.ts'

/** Checks the grant Reveal, and records that the caller sees unmasked values. */
export async function reveal(
  { pool, audit, onDue }: OperationsDeps,
  { caller, needs }: Pick<Call<unknown, unknown, unknown>, 'caller' | 'needs'>,
  revealed: Revealed,
): Promise<void> {
  needs('Reveal')
  await recordReveal(pool, actorOf(caller), revealed, audit)
  if (audit !== null) onDue()
}

export function actorOf({ issuer, clientId, tenant, user }: Caller) {
  return { issuer, clientId, tenant, user }
}
