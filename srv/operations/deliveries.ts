import { z } from 'zod'
import { editChanges } from '../../lib/api/actions.ts'
import { id, index, revealFlag, text } from '../../lib/api/fields.ts'
import { lists } from '../../lib/api/lists.ts'
import { deliveryDetail } from '../../lib/api/operated.ts'
import { changedFields } from '../../lib/events/changed-fields.ts'
import { isReadable, storedEvents } from '../../lib/events/stored-body.ts'
import type { Pool } from '../../lib/store/db/database.ts'
import { deliveriesOf, formInForce } from '../../lib/store/queries/find-deliveries.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { countAttempts, listAttempts } from '../../lib/store/queries/list-attempts.ts'
import { countDeliveries, listDeliveries } from '../../lib/store/queries/list-deliveries.ts'
import type { DeliveryKey } from '../../lib/store/record/started-delivery.ts'
import { describeDelivery } from './describe-message.ts'
import { listRoute, searchableRoutes } from './list-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { filterOf } from './read-filter.ts'
import { notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'
import { MAX_CONTENT_LENGTH, showWith } from './shown-event.ts'

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
        reveal: revealFlag,
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
        if (call.query.reveal === true) call.needs('Reveal')
        const revealed = call.query.reveal === true && isReadable(message, ordinal)
        if (revealed) await reveal(deps, call, { what: 'values', messageId, ordinal })
        return describeDelivery(deps, found, message, revealed, call.query.before ?? null)
      },
    }),
    editRoute(deps),
    listRoute({
      path: '/attempts',
      summary: 'Attempts, newest message first',
      schemas: lists.attempts,
      list: (fields, page) => listAttempts(pool, filterOf(fields), page),
      count: (fields) => countAttempts(pool, filterOf(fields)),
    }),
  ]
}

function editRoute(deps: OperationsDeps): Route {
  const { pool, fields: rules } = deps
  return route({
    method: 'get',
    path: '/deliveries/{messageId}/{ordinal}/{handler}/{run}/edits/{edit}',
    summary: 'The fields that an edit changed, with their values before and after',
    grant: 'Monitor',
    isLarge: true,
    params: deliveryParams.extend({ edit: index }),
    query: z.strictObject({ reveal: revealFlag }),
    result: editChanges,
    refusals: [404],
    handle: async (call) => {
      const { messageId, ordinal, handler, run, edit } = call.params
      const handlerId = await findHandlerId(pool, handler)
      if (handlerId === null) throw notFound('an edit')
      const key = { messageId, ordinal, handlerId, run }
      const after = await formInForce(pool, key, edit)
      if (after === undefined) throw notFound('an edit')
      const revealed = call.query.reveal === true
      if (revealed) call.needs('Reveal')
      const before = await formBefore(pool, key, edit)
      // Unreadable values disclose nothing, so nothing is recorded.
      if (after === null || before === null)
        return { edit, revealed: false, fields: null, tooLarge: false }
      if (revealed) await reveal(deps, call, { what: 'values', messageId, ordinal })
      const show = showWith(revealed ? null : rules)
      const shown = { before: show(before), after: show(after) }
      const fields = changedFields({ before, after }, shown)
      const tooLarge = JSON.stringify(fields).length > MAX_CONTENT_LENGTH
      return { edit, revealed, fields: tooLarge ? null : fields, tooLarge }
    },
  })
}

/** The form that an edit changed: an earlier edit, or the received event; null = unreadable. */
async function formBefore(pool: Pool, key: DeliveryKey, edit: number) {
  const form = edit === 1 ? null : await formInForce(pool, key, edit - 1)
  if (form != null) return form
  const message = await findMessage(pool, key.messageId)
  return message === null ? null : (storedEvents(message)[key.ordinal] ?? null)
}
