import { z } from 'zod'
import { id } from '../../lib/api/fields.ts'
import { lists } from '../../lib/api/lists.ts'
import { named } from '../../lib/api/named.ts'
import { markRefusalsSeen } from '../../lib/store/actions/mark-refusals-seen.ts'
import { countRefusals, listRefusals } from '../../lib/store/queries/list-refusals.ts'
import { listRoute } from './list-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

type RefusalFields = Omit<z.output<typeof lists.refusals.query>, 'cursor' | 'limit' | 'count'>

const seen = named('Seen', z.object({ result: z.literal('done') }))

/** Refused calls, and what to change. */
export function refusalRoutes({ pool, installation }: OperationsDeps): Route[] {
  const filterOf = ({ calls, ...fields }: RefusalFields) => {
    const are = calls === 'ingest' ? ('these' as const) : ('others' as const)
    return { ...fields, paths: calls && { are, of: installation.eventPaths } }
  }
  return [
    listRoute({
      path: '/refusals',
      summary: 'Refused calls, newest first',
      schemas: lists.refusals,
      list: (fields, page) => listRefusals(pool, filterOf(fields), page),
      count: (fields) => countRefusals(pool, filterOf(fields)),
    }),
    route({
      method: 'post',
      path: '/refusals/{id}/actions/seen',
      summary: 'Marks the cause of a refusal as seen, up to this refusal',
      grant: 'Operate',
      params: z.strictObject({ id }),
      result: seen,
      refusals: [404],
      handle: async ({ params, caller }) => {
        const isThere = await markRefusalsSeen(pool, params.id, actorOf(caller))
        if (!isThere) throw notFound('a refusal')
        return { result: 'done' as const }
      },
    }),
  ]
}
