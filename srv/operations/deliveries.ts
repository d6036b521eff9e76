import { z } from 'zod'
import { flag, id, index, paging, text } from '../../lib/api/fields.ts'
import { deliveryFields, person, searchText } from '../../lib/api/filters.ts'
import { named, pageSchema } from '../../lib/api/named.ts'
import { deliveryDetail } from '../../lib/api/operated.ts'
import { delivery } from '../../lib/api/records.ts'
import { deliveriesOf } from '../../lib/store/queries/find-deliveries.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { countDeliveries, listDeliveries } from '../../lib/store/queries/list-deliveries.ts'
import { answerList } from './answer-list.ts'
import { describeDelivery } from './describe-message.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { answerSearch, filterOf } from './read-filter.ts'
import { notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

const page = pageSchema('DeliveryPage', delivery)
const key = ['id', 'int', 'int', 'int'] as const
const search = named(
  'DeliverySearch',
  z.strictObject({ ...deliveryFields, person, text: searchText, ...paging(...key) }),
)

export const deliveryParams = z.strictObject({
  messageId: id,
  ordinal: index,
  handler: text(),
  run: index,
})

/** Deliveries: what handlers have of the events. */
export function deliveryRoutes(parts: OperationsDeps): Route[] {
  const { pool } = parts
  return [
    route({
      method: 'get',
      path: '/deliveries',
      summary: 'Deliveries, those of the newest message first',
      grant: 'Monitor',
      query: z.strictObject({ ...deliveryFields, ...paging(...key) }),
      result: page,
      handle: async ({ query }) => {
        const filter = filterOf(query)
        return answerList(
          query,
          (request) => listDeliveries(pool, filter, request),
          () => countDeliveries(pool, filter),
        )
      },
    }),
    route({
      method: 'post',
      path: '/deliveries/search',
      summary: 'Deliveries by person, and by text in keys and params (needs Reveal)',
      grant: 'Monitor',
      body: search,
      result: page,
      refusals: [429],
      handle: (call) =>
        answerSearch(parts, call, {
          list: (filter, request) => listDeliveries(pool, filter, request),
          count: (filter) => countDeliveries(pool, filter),
          subjectsOf: ({ subject }) => (subject === null ? [] : [subject.id]),
        }),
    }),
    route({
      method: 'get',
      path: '/deliveries/{messageId}/{ordinal}/{handler}/{run}',
      summary: 'One delivery with its attempts, edited forms and actions',
      grant: 'Monitor',
      isLarge: true,
      params: deliveryParams,
      query: z.strictObject({
        reveal: flag.optional().describe('values as they came: needs Reveal and is recorded'),
        before: index.optional().describe('attempts with a lower number alone: the earlier ones'),
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
        if (revealed) await reveal(parts, call, { what: 'values', messageId, ordinal })
        return describeDelivery(parts, found, message, revealed, call.query.before ?? null)
      },
    }),
  ]
}
