import { z } from 'zod'
import { paging } from '../../lib/api/fields.ts'
import { attemptFields } from '../../lib/api/filters.ts'
import { pageSchema } from '../../lib/api/named.ts'
import { attempt } from '../../lib/api/records.ts'
import { countAttempts, listAttempts } from '../../lib/store/queries/list-attempts.ts'
import { answerList } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { filterOf } from './read-filter.ts'
import { type Route, route } from './route.ts'

const page = pageSchema('AttemptPage', attempt)

/** Attempts: each run of a delivery. */
export function attemptRoutes({ pool }: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/attempts',
      summary: 'Attempts, those of the newest message first',
      grant: 'Monitor',
      query: z.strictObject({ ...attemptFields, ...paging('id', 'int', 'int', 'int', 'int') }),
      result: page,
      handle: async ({ query }) => {
        const filter = filterOf(query)
        return answerList(
          query,
          (request) => listAttempts(pool, filter, request),
          () => countAttempts(pool, filter),
        )
      },
    }),
  ]
}
