import { z } from 'zod'
import { cursor, id, pageLimit, revealFlag } from '../../lib/api/fields.ts'
import { lists } from '../../lib/api/lists.ts'
import { idHits, idSearch, messageDetail } from '../../lib/api/operated.ts'
import { isReadable } from '../../lib/events/stored-body.ts'
import { findById } from '../../lib/store/queries/find-by-id.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { findOriginalBody } from '../../lib/store/queries/find-repair.ts'
import { countMessages, listMessages } from '../../lib/store/queries/list-messages.ts'
import { describeMessage } from './describe-message.ts'
import { searchableRoutes } from './list-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { bodyUnreadable, notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

/** A list of suggestions is short. */
const MAX_HITS = 10

const params = z.strictObject({ id })

export function messageRoutes(deps: OperationsDeps): Route[] {
  const { pool } = deps
  return [
    ...searchableRoutes(deps, {
      path: '/messages',
      title: 'Messages',
      order: 'newest first',
      schemas: lists.messages,
      list: (filter, page) => listMessages(pool, filter, page),
      count: (filter) => countMessages(pool, filter),
      subjectsOf: ({ subjects }) => subjects.map(({ id }) => id),
    }),
    route({
      method: 'post',
      path: '/messages/by-id',
      summary: 'Messages whose own, external or correlation id begins with a text',
      grant: 'Monitor',
      body: idSearch,
      result: idHits,
      handle: async ({ body: { beginning } }) => ({
        items: await findById(pool, beginning, MAX_HITS),
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
        cursor: cursor('int').optional().describe('next page of its events'),
        limit: pageLimit.describe('maximum number of events; large events lower it'),
        reveal: revealFlag,
      }),
      result: messageDetail,
      refusals: [404],
      handle: async (call) => {
        const found = await findMessage(pool, call.params.id)
        if (found === null) throw notFound('a message')
        const { cursor: after = null, limit, reveal: wantsReveal } = call.query
        if (wantsReveal === true) call.needs('Reveal')
        // Unreadable content discloses nothing, so nothing is recorded and all else stays masked.
        const revealed = wantsReveal === true && isReadable(found)
        if (revealed) await reveal(deps, call, { what: 'values', messageId: call.params.id })
        return describeMessage(deps, found, revealed, { after, limit })
      },
    }),
    route({
      method: 'get',
      path: '/messages/{id}/body',
      summary: 'The current body, or the body before a repair; the call is recorded',
      grant: 'Reveal',
      isLarge: true,
      params,
      query: z.strictObject({
        form: z.enum(['current', 'original']).optional().describe('default: current'),
      }),
      result: null,
      refusals: [404, 410],
      handle: async (call) => {
        const found = await findMessage(pool, call.params.id)
        if (found === null) throw notFound('a message')
        if (found.forgotten === true) throw bodyUnreadable()
        await reveal(deps, call, { what: 'body', messageId: call.params.id })
        const original = call.query.form === 'original'
        const sent = original ? await findOriginalBody(pool, call.params.id) : null
        return { bytes: sent ?? found.body }
      },
    }),
  ]
}
