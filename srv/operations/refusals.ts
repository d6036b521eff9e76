import { z } from 'zod'
import { countRefusals, listRefusals } from '../../lib/store/queries/list-refusals.ts'
import { answerList } from './answer-list.ts'
import type { OperationsParts } from './parts.ts'
import { type Route, route } from './route.ts'
import { paging, text, time } from './schemas/fields.ts'
import { pageSchema } from './schemas/named.ts'
import { refusal } from './schemas/refusal.ts'

const page = pageSchema('RefusalPage', refusal)

const fields = {
  from: time.optional().describe('refused at or after'),
  to: time.optional().describe('refused before'),
  status: z.coerce.number<string | number>().int().min(400).max(599).optional(),
  code: text().optional().describe('code of the reason'),
  client: text().optional().describe('client id of a caller that was proved'),
  issuer: text().optional().describe('of a caller that was proved'),
  company: text().optional(),
  correlationId: text().optional(),
}

/** Refusals: the calls that were not accepted, and what to change. */
export function refusalRoutes({ pool }: OperationsParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/refusals',
      summary: 'Calls that were not accepted, newest first',
      grant: 'Monitor',
      query: z.strictObject({ ...fields, ...paging('id') }),
      result: page,
      handle: async ({ query }) => {
        const { cursor: _cursor, limit: _limit, count: _count, ...filter } = query
        return answerList(
          query,
          (request) => listRefusals(pool, filter, request),
          () => countRefusals(pool, filter),
        )
      },
    }),
  ]
}
