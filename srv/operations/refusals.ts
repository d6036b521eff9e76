import { z } from 'zod'
import { id, paging, text, time } from '../../lib/api/fields.ts'
import { named, pageSchema } from '../../lib/api/named.ts'
import { refusal } from '../../lib/api/refusal.ts'
import { markRefusalsSeen } from '../../lib/store/actions/mark-refusals-seen.ts'
import { countRefusals, listRefusals } from '../../lib/store/queries/list-refusals.ts'
import { answerList } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const page = pageSchema('RefusalPage', refusal)

const fields = {
  from: time.optional().describe('refused at or after'),
  to: time.optional().describe('refused before'),
  status: z.coerce.number<string | number>().int().min(400).max(599).optional(),
  code: text().optional().describe('code of the reason'),
  client: text().optional().describe('client id of an authenticated caller'),
  issuer: text().optional().describe('of an authenticated caller'),
  company: text().optional(),
  correlationId: text().optional(),
  calls: z
    .enum(['ingest', 'other'])
    .optional()
    .describe('to the ingest paths, or to none of them; default: all'),
}

const seen = named('Seen', z.object({ result: z.literal('done') }))

/** Refusals: the calls that were not accepted, and what to change. */
export function refusalRoutes({ pool, installation }: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/refusals',
      summary: 'Calls that were not accepted, newest first',
      grant: 'Monitor',
      query: z.strictObject({ ...fields, ...paging('id') }),
      result: page,
      handle: async ({ query }) => {
        const { cursor: _cursor, limit: _limit, count: _count, calls, ...chosen } = query
        const of = installation.eventPaths
        const filter = {
          ...chosen,
          paths: calls && {
            are: calls === 'ingest' ? ('these' as const) : ('others' as const),
            of,
          },
        }
        return answerList(
          query,
          (request) => listRefusals(pool, filter, request),
          () => countRefusals(pool, filter),
        )
      },
    }),
    route({
      method: 'post',
      path: '/refusals/{id}/actions/seen',
      summary: 'Marks the cause of a refusal as seen, up to this refusal: later ones show again',
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
