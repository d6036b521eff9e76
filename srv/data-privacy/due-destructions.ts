import type { Actor } from '../../lib/store/actions/record-action.ts'
import { blockSubject, findDueDestructions } from '../../lib/store/forget/block-subject.ts'
import { requestForgetting } from '../../lib/store/forget/request-forgetting.ts'
import type { OperationsDeps } from '../operations/operations-deps.ts'

/** Actions show it in place of a reason that a person types. */
const REASON = 'end of retention (SAP Data Privacy Integration)'

/**
 * Starts the erasure of blocked persons whose retention has ended, as many as the limit per hour allows.
 * The next call takes the others.
 */
export async function destroyDue(deps: OperationsDeps, by: Actor): Promise<number> {
  const { pool, forgetting } = deps
  let started = 0
  for (const id of await findDueDestructions(pool, forgetting.maxPerHour)) {
    const request = await requestForgetting(pool, by, id, REASON, forgetting.maxPerHour)
    if (request.kind === 'forget_limit') break
    if (request.kind === 'started') started += 1
  }
  if (started > 0) deps.onAction()
  return started
}

/** Blocks persons until a date. @returns the number of blocked ones */
export async function blockUntil(
  { pool, forgetting: { keys } }: OperationsDeps,
  by: Actor,
  ids: readonly string[],
  until: Date,
): Promise<number> {
  let blocked = 0
  for (const id of ids) if (await blockSubject(pool, keys, by, id, until)) blocked += 1
  return blocked
}
