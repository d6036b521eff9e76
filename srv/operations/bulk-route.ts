import type { z } from 'zod'
import { started } from '../../lib/api/actions.ts'
import type { Caller } from '../../lib/auth/caller.ts'
import { type BulkAction, countMatched, startMany } from '../../lib/store/actions/act-on-many.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Filter, type Given, searchFilterOf } from './read-filter.ts'
import { actorOf, reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

interface BulkBody {
  readonly dryRun: boolean
  readonly comment?: string | undefined
}

interface BulkSpec<Body extends z.ZodType<BulkBody & { readonly filter: Given }>> {
  readonly path: string
  readonly summary: string
  readonly body: Body
  readonly actionOf: (filter: Filter<z.output<Body>['filter']>, body: z.output<Body>) => BulkAction
}

/** A bulk action on all items that match a filter. */
export function bulkRoute<Body extends z.ZodType<BulkBody & { readonly filter: Given }>>(
  deps: OperationsDeps,
  { path, summary, body, actionOf }: BulkSpec<Body>,
): Route {
  return route({
    method: 'post',
    path,
    summary,
    grant: 'Operate',
    body,
    result: started,
    status: 202,
    refusals: [429],
    handle: async (call) => {
      const given = call.body.filter as z.output<Body>['filter']
      const { filter, foundIds, isReveal } = await searchFilterOf(deps, call, given)
      if (isReveal) await reveal(deps, call, { what: 'search', subjectIds: foundIds })
      return actOnAll(deps, call, actionOf(filter, call.body))
    },
  })
}

/** Counts the matching items (dry run), or starts an action that instances process in batches. */
export async function actOnAll(
  { pool, onAction }: OperationsDeps,
  { caller, body }: { readonly caller: Caller; readonly body: BulkBody },
  action: BulkAction,
): Promise<{ actionId: string | null; matched: number; atLeast: boolean }> {
  if (body.dryRun) {
    const { count, atLeast } = await countMatched(pool, action)
    return { actionId: null, matched: count, atLeast }
  }
  const { id, matched } = await startMany(pool, actorOf(caller), action, body.comment ?? null)
  onAction()
  return { actionId: id, matched: matched.count, atLeast: matched.atLeast }
}
