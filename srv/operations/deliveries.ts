import { z } from 'zod'
import { flag, id, index, text } from '../../lib/api/fields.ts'
import { lists } from '../../lib/api/lists.ts'
import { deliveryDetail } from '../../lib/api/operated.ts'
import { deliveriesOf } from '../../lib/store/queries/find-deliveries.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { countAttempts, listAttempts } from '../../lib/store/queries/list-attempts.ts'
import { countDeliveries, listDeliveries } from '../../lib/store/queries/list-deliveries.ts'
import { describeDelivery } from './describe-message.ts'
import { listRoute, searchableRoutes } from './list-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { filterOf } from './read-filter.ts'
import { notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

export const deliveryParams = z.strictObject({
  messageId: id,
  ordinal: index,
  handler: text(),
  run: index,
})

/** Deliveries and their attempts. */
export function deliveryRoutes(deps: OperationsDeps): Route[] {
  const { pool } = deps
  return [
    ...searchableRoutes(deps, {
      path: '/deliveries',
      title: 'Deliveries',
      order: 'newest message first',
      schemas: lists.deliveries,
      list: (filter, page) => listDeliveries(pool, filter, page),
      count: (filter) => countDeliveries(pool, filter),
      subjectsOf: ({ subject }) => (subject === null ? [] : [subject.id]),
    }),
    route({
      method: 'get',
      path: '/deliveries/{messageId}/{ordinal}/{handler}/{run}',
      summary: 'One delivery with its attempts, edited forms and actions',
      grant: 'Monitor',
      isLarge: true,
      params: deliveryParams,
      query: z.strictObject({
        reveal: flag.optional().describe('unmasked values: needs Reveal and is recorded'),
        before: index.optional().describe('only attempts with a lower number'),
      }),
      result: deliveryDetail,
      refusals: [404],
      handle: async (call) => {
        const { messageId, ordinal, handler, run } = call.params
        const handlerId = await findHandlerId(pool, handler)
        const message = await findMessage(pool, messageId)
        if (handlerId === null || message === null) throw notFound('a delivery')
        const of = { messageId, ordinal, handlerId, run }
        const [found] = await deliveriesOf(pool, of, 1)
        if (found === undefined) throw notFound('a delivery')
        const revealed = call.query.reveal === true
        if (revealed) await reveal(deps, call, { what: 'values', messageId, ordinal })
        return describeDelivery(deps, found, message, revealed, call.query.before ?? null)
      },
    }),
    listRoute({
      path: '/attempts',
      summary: 'Attempts, newest message first',
      schemas: lists.attempts,
      list: (fields, page) => listAttempts(pool, filterOf(fields), page),
      count: (fields) => countAttempts(pool, filterOf(fields)),
    }),
  ]
}
