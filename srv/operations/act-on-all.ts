import type { Caller } from '../../lib/auth/caller.ts'
import { type BulkAction, countMatched, startMany } from '../../lib/store/actions/act-on-many.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { actorOf } from './reveal.ts'

interface Asked {
  readonly caller: Caller
  readonly body: { readonly dryRun: boolean; readonly reason?: string | undefined }
}

/** Counts what an action for many would be done with, or leaves it to the instances. */
export async function actOnAll(
  { pool, onAction }: OperationsDeps,
  { caller, body }: Asked,
  action: BulkAction,
): Promise<{ actionId: string | null; matched: number; atLeast: boolean }> {
  if (body.dryRun) {
    const { count, atLeast } = await countMatched(pool, action)
    return { actionId: null, matched: count, atLeast }
  }
  const { id, matched } = await startMany(pool, actorOf(caller), action, body.reason ?? null)
  onAction()
  return { actionId: id, matched: matched.count, atLeast: matched.atLeast }
}
