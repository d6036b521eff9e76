import { z } from 'zod'
import { done } from '../../lib/api/actions.ts'
import { comment, text } from '../../lib/api/fields.ts'
import { list, named } from '../../lib/api/named.ts'
import { handler } from '../../lib/api/operated.ts'
import { handlerHours } from '../../lib/api/stats.ts'
import { holdHandler } from '../../lib/store/actions/hold-handler.ts'
import { listHandlers } from '../../lib/store/queries/list-handlers.ts'
import { readHandlerHours } from '../../lib/store/stats/handler-hours.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { conflict, notFound } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const all = named('HandlerList', z.object({ items: list(handler) }))
const commentBody = named('Comment', z.strictObject({ comment: comment.optional() }))
const params = z.strictObject({ name: text() })
const HOURS = 48

export function handlerRoutes(deps: OperationsDeps): Route[] {
  const { pool } = deps

  const held = (hold: boolean) =>
    route({
      method: 'post',
      path: `/handlers/{name}/actions/${hold ? 'hold' : 'resume'}`,
      summary: hold
        ? 'Puts a handler on hold; the service still receives its events'
        : 'Resumes a handler on hold',
      grant: 'Operate',
      params,
      body: commentBody,
      result: done,
      refusals: [404, 409],
      handle: async ({ params: { name }, body, caller }) => {
        if ((await listHandlers(pool, name)).length === 0) throw notFound('a handler')
        const by = actorOf(caller)
        const actionId = await holdHandler(pool, by, name, hold, body.comment ?? null)
        if (actionId === null) throw conflict(hold ? 'already_held' : 'not_held')
        if (!hold) deps.onDue()
        return { actionId, result: 'done' as const }
      },
    })

  return [
    route({
      method: 'get',
      path: '/handlers',
      summary: 'All registered handlers, retired ones included',
      grant: 'Monitor',
      query: z.strictObject({}),
      result: all,
      handle: async () => ({ items: await listHandlers(pool) }),
    }),
    route({
      method: 'get',
      path: '/handlers/{name}',
      summary: 'One handler',
      grant: 'Monitor',
      params,
      result: handler,
      refusals: [404],
      handle: async ({ params: { name } }) => {
        const [found] = await listHandlers(pool, name)
        if (found === undefined) throw notFound('a handler')
        return found
      },
    }),
    route({
      method: 'get',
      path: '/handlers/{name}/hours',
      summary: 'Deliveries of one handler and their outcomes, for each of the last 48 hours',
      grant: 'Monitor',
      params,
      result: handlerHours,
      refusals: [404],
      handle: async ({ params: { name } }) => {
        const hours = await readHandlerHours(pool, name, new Date(), HOURS)
        if (hours === null) throw notFound('a handler')
        return { hours }
      },
    }),
    held(true),
    held(false),
  ]
}
