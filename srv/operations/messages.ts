import { z } from 'zod'
import { cursor, flag, id, pageLimit, paging } from '../../lib/api/fields.ts'
import { messageFields, person, searchText } from '../../lib/api/filters.ts'
import { named, pageSchema } from '../../lib/api/named.ts'
import { messageDetail } from '../../lib/api/operated.ts'
import { listedMessage } from '../../lib/api/records.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { findOriginalBody } from '../../lib/store/queries/find-repair.ts'
import { countMessages, listMessages } from '../../lib/store/queries/list-messages.ts'
import { answerList } from './answer-list.ts'
import { describeMessage } from './describe-message.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { answerSearch, filterOf } from './read-filter.ts'
import { notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

const page = pageSchema('MessagePage', listedMessage)
const params = z.strictObject({ id })
const search = named(
  'MessageSearch',
  z.strictObject({ ...messageFields, person, text: searchText, ...paging('id') }),
)

/** Messages: what was received, and what became of it. */
export function messageRoutes(parts: OperationsDeps): Route[] {
  const { pool } = parts
  return [
    route({
      method: 'get',
      path: '/messages',
      summary: 'Messages, newest first',
      grant: 'Monitor',
      query: z.strictObject({ ...messageFields, ...paging('id') }),
      result: page,
      handle: async ({ query }) => {
        const filter = filterOf(query)
        return answerList(
          query,
          (request) => listMessages(pool, filter, request),
          () => countMessages(pool, filter),
        )
      },
    }),
    route({
      method: 'post',
      path: '/messages/search',
      summary: 'Messages by person, and by text in keys and params (needs Reveal)',
      grant: 'Monitor',
      body: search,
      result: page,
      refusals: [429],
      handle: (call) =>
        answerSearch(parts, call, {
          list: (filter, request) => listMessages(pool, filter, request),
          count: (filter) => countMessages(pool, filter),
          subjectsOf: ({ subjects }) => subjects.map(({ id }) => id),
        }),
    }),
    route({
      method: 'get',
      path: '/messages/{id}',
      summary: 'One message with a page of its events, and their deliveries, attempts and actions',
      grant: 'Monitor',
      isLarge: true,
      params,
      query: z.strictObject({
        cursor: cursor('int').optional().describe('the next page of its events'),
        limit: pageLimit.describe('events at most; fewer where they are large'),
        reveal: flag.optional().describe('values as they came: needs Reveal and is recorded'),
      }),
      result: messageDetail,
      refusals: [404],
      handle: async (call) => {
        const found = await findMessage(pool, call.params.id)
        if (found === null) throw notFound('a message')
        const { cursor: after = null, limit, reveal: isAsked } = call.query
        const revealed = isAsked === true
        if (revealed) await reveal(parts, call, { what: 'values', messageId: call.params.id })
        return describeMessage(parts, found, revealed, { after, limit })
      },
    }),
    route({
      method: 'get',
      path: '/messages/{id}/body',
      summary: 'The body as it is read, or as it was sent before a repair; recorded',
      grant: 'Reveal',
      isLarge: true,
      params,
      query: z.strictObject({
        form: z.enum(['current', 'original']).optional().describe('default: current'),
      }),
      result: null,
      refusals: [404],
      handle: async (call) => {
        const found = await findMessage(pool, call.params.id)
        if (found === null) throw notFound('a message')
        await reveal(parts, call, { what: 'body', messageId: call.params.id })
        const original = call.query.form === 'original'
        const sent = original ? await findOriginalBody(pool, call.params.id) : null
        return { bytes: sent ?? found.body }
      },
    }),
  ]
}
