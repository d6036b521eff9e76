import { z } from 'zod'
import { paging } from '../../lib/api/fields.ts'
import { laneFields } from '../../lib/api/filters.ts'
import { pageSchema } from '../../lib/api/named.ts'
import { lane } from '../../lib/api/operated.ts'
import { countLanes, listLanes } from '../../lib/store/queries/list-lanes.ts'
import { answerList } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { filterOf } from './read-filter.ts'
import { type Route, route } from './route.ts'

const page = pageSchema('LanePage', lane)

/** Lanes: where deliveries wait for each other. The parked ones are an operator's work list. */
export function laneRoutes({ pool }: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/lanes',
      summary: 'Lanes by handler and subject, each with the delivery whose turn it is',
      grant: 'Monitor',
      query: z.strictObject({ ...laneFields, ...paging('int', 'bigint') }),
      result: page,
      handle: async ({ query }) => {
        const filter = filterOf(query)
        return answerList(
          query,
          (request) => listLanes(pool, filter, request),
          () => countLanes(pool, filter),
        )
      },
    }),
  ]
}
