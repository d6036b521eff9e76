import { z } from 'zod'
import { action, authors } from '../../lib/api/actions.ts'
import { id } from '../../lib/api/fields.ts'
import { lists } from '../../lib/api/lists.ts'
import { named } from '../../lib/api/named.ts'
import { stopAction } from '../../lib/store/actions/stop-action.ts'
import { listActionItems } from '../../lib/store/queries/list-action-items.ts'
import { countActions, findAction, listActions } from '../../lib/store/queries/list-actions.ts'
import { listAuthors } from '../../lib/store/queries/list-authors.ts'
import { answerList, listRoute } from './list-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { conflict, notFound } from './request-refusal.ts'
import { type Route, route } from './route.ts'

const params = z.strictObject({ id })
const nothing = named('Nothing', z.strictObject({}))

/** Operator actions, and the progress of bulk actions. */
export function actionRoutes({ pool, onAction }: OperationsDeps): Route[] {
  const found = async (actionId: string) => {
    const known = await findAction(pool, actionId)
    if (known === null) throw notFound('an action')
    return known
  }
  return [
    listRoute({
      path: '/actions',
      summary: 'Actions, newest first',
      schemas: lists.actions,
      list: (filter, page) => listActions(pool, filter, page),
      count: (filter) => countActions(pool, filter),
    }),
    route({
      method: 'get',
      path: '/actions/authors',
      summary: 'Users and clients with actions',
      grant: 'Monitor',
      query: z.strictObject({}),
      result: authors,
      handle: () => listAuthors(pool),
    }),
    route({
      method: 'get',
      path: '/actions/{id}',
      summary: 'One action with its progress and the outcomes of its deliveries',
      grant: 'Monitor',
      params,
      result: action,
      refusals: [404],
      handle: ({ params: { id } }) => found(id),
    }),
    route({
      method: 'get',
      path: '/actions/{id}/items',
      summary: 'The deliveries of an action, each with its current state',
      grant: 'Monitor',
      params,
      query: lists.actionItems.query,
      result: lists.actionItems.page,
      refusals: [404],
      handle: async ({ params: { id }, query: { result, outcome, ...paging } }) => {
        await found(id)
        const filter = { actionId: id, result, outcome }
        return answerList(paging, (page) => listActionItems(pool, filter, page))
      },
    }),
    route({
      method: 'post',
      path: '/actions/{id}/actions/stop',
      summary: 'Stops a bulk action, after the batch that is running now',
      grant: 'Operate',
      params,
      body: nothing,
      result: action,
      refusals: [404, 409],
      handle: async ({ params: { id } }) => {
        await found(id)
        if (!(await stopAction(pool, id))) throw conflict('action_ended')
        onAction()
        return found(id)
      },
    }),
  ]
}
