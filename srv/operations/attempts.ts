import { z } from 'zod'
import { countAttempts, listAttempts } from '../../lib/store/queries/list-attempts.ts'
import { answerList } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { filterOf } from './read-filter.ts'
import { type Route, route } from './route.ts'
import { paging } from './schemas/fields.ts'
import { attemptFields } from './schemas/filters.ts'
import { pageSchema } from './schemas/named.ts'
import { attempt } from './schemas/records.ts'

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
