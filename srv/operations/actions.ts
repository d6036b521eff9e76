import { z } from 'zod'
import { action, actionItem } from '../../lib/api/actions.ts'
import { id, paging, subjectId, text, time } from '../../lib/api/fields.ts'
import { named, pageSchema } from '../../lib/api/named.ts'
import { ACTION_OUTCOMES, ACTION_STATES } from '../../lib/states.ts'
import { stopAction } from '../../lib/store/actions/stop-action.ts'

import { listActionItems } from '../../lib/store/queries/list-action-items.ts'
import { countActions, findAction, listActions } from '../../lib/store/queries/list-actions.ts'
import { answerList } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound, RequestRefusal } from './request-refusal.ts'
import { type Route, route } from './route.ts'

const page = pageSchema('ActionPage', action)
const itemPage = pageSchema('ActionItemPage', actionItem)
const params = z.strictObject({ id })
const nothing = named('Nothing', z.strictObject({}))

const fields = {
  from: time.optional(),
  to: time.optional(),
  kind: text().optional(),
  state: z.enum(ACTION_STATES).optional(),
  client: text().optional().describe('client id of who acted'),
  messageId: id.optional().describe('it touched a delivery of this message'),
  subject: subjectId
    .optional()
    .describe('it showed values of this subject, or a recorded search found it'),
  ...paging('id'),
}
const itemFields = {
  result: text().optional(),
  outcome: z.enum(ACTION_OUTCOMES).optional().describe('state of the delivery now'),
}
const { count: _uncounted, ...itemPaging } = paging('id', 'int', 'int', 'int')

/** Actions: what operators did, and how far those for many are. */
export function actionRoutes({ pool, onAction }: OperationsDeps): Route[] {
  const found = async (actionId: string) => {
    const known = await findAction(pool, actionId)
    if (known === null) throw notFound('an action')
    return known
  }
  return [
    route({
      method: 'get',
      path: '/actions',
      summary: 'Actions, newest first',
      grant: 'Monitor',
      query: z.strictObject(fields),
      result: page,
      handle: async ({ query }) => {
        const { cursor: _cursor, limit: _limit, count: _count, ...filter } = query
        return answerList(
          query,
          (request) => listActions(pool, filter, request),
          () => countActions(pool, filter),
        )
      },
    }),
    route({
      method: 'get',
      path: '/actions/{id}',
      summary: 'One action, how far it is, and the outcomes of its deliveries',
      grant: 'Monitor',
      params,
      result: action,
      refusals: [404],
      handle: ({ params: { id } }) => found(id),
    }),
    route({
      method: 'get',
      path: '/actions/{id}/items',
      summary: 'The deliveries of an action, each with its state now',
      grant: 'Monitor',
      params,
      query: z.strictObject({ ...itemFields, ...itemPaging }),
      result: itemPage,
      refusals: [404],
      handle: async ({ params: { id }, query }) => {
        await found(id)
        const filter = { actionId: id, result: query.result, outcome: query.outcome }
        const none = () => Promise.resolve({ count: 0, atLeast: false })
        return answerList(query, (request) => listActionItems(pool, filter, request), none)
      },
    }),
    route({
      method: 'post',
      path: '/actions/{id}/actions/stop',
      summary:
        'Ends an action for many: behind the batch that is under way, or at once if there is none',
      grant: 'Operate',
      params,
      body: nothing,
      result: action,
      refusals: [404, 409],
      handle: async ({ params: { id } }) => {
        await found(id)
        if (!(await stopAction(pool, id))) throw ended()
        onAction()
        return found(id)
      },
    }),
  ]
}

function ended(): RequestRefusal {
  return new RequestRefusal(
    409,
    'action_ended',
    'expected an action that runs, it has ended or is being stopped: what it did stays done',
  )
}
