import type { Caller } from '../../lib/auth/caller.ts'
import { newId } from '../../lib/new-id.ts'
import { recordDone } from '../../lib/store/actions/record-action.ts'
import type { OperationsParts } from './parts.ts'
import type { Call } from './route.ts'

/** Lets a caller with Reveal see values, and records that it did. */
export async function reveal(
  { pool }: OperationsParts,
  { caller, needs }: Pick<Call<unknown, unknown, unknown>, 'caller' | 'needs'>,
  detail: { readonly what: 'body' | 'values' | 'search'; readonly messageId: string | null },
): Promise<void> {
  needs('Reveal')
  await recordDone(pool, {
    id: newId(),
    kind: 'reveal',
    by: actorOf(caller),
    reason: null,
    filter: null,
    detail,
    matched: 1,
  })
}

export function actorOf({ issuer, clientId, tenant, user }: Caller) {
  return { issuer, clientId, tenant, user }
}
