import { z } from 'zod'
import { done } from '../../lib/api/actions.ts'
import { reason, text } from '../../lib/api/fields.ts'
import { list, named } from '../../lib/api/named.ts'
import { handler } from '../../lib/api/operated.ts'
import { handlerHours } from '../../lib/api/stats.ts'
import { holdHandler } from '../../lib/store/actions/hold-handler.ts'
import { listHandlers } from '../../lib/store/queries/list-handlers.ts'
import { readHandlerHours } from '../../lib/store/stats/handler-hours.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound, RequestRefusal } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const all = named('HandlerList', z.object({ items: list(handler) }))
const why = named('Reason', z.strictObject({ reason: reason.optional() }))
const params = z.strictObject({ name: text() })
const HOURS = 48

/** Handlers: who gets the events. */
export function handlerRoutes(parts: OperationsDeps): Route[] {
  const { pool } = parts

  const held = (hold: boolean) =>
    route({
      method: 'post',
      path: `/handlers/{name}/actions/${hold ? 'hold' : 'resume'}`,
      summary: hold
        ? 'Starts nothing of a handler any more; receiving goes on'
        : 'Lets a held handler run again',
      grant: 'Operate',
      params,
      body: why,
      result: done,
      refusals: [404, 409],
      handle: async ({ params: { name }, body, caller }) => {
        if ((await listHandlers(pool, name)).length === 0) throw notFound('a handler')
        const by = actorOf(caller)
        const actionId = await holdHandler(pool, by, name, hold, body.reason ?? null)
        if (actionId === null) throw hold ? alreadyHeld() : notHeld()
        if (!hold) parts.onDue()
        return { actionId, result: 'done' as const }
      },
    })

  return [
    route({
      method: 'get',
      path: '/handlers',
      summary: 'All handlers that were ever registered',
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
      summary: 'What came for one handler in each of the last 48 hours, and what became of it',
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

function alreadyHeld(): RequestRefusal {
  return new RequestRefusal(
    409,
    'already_held',
    'expected a handler that runs, it is held already: resume it to let it run again',
  )
}

function notHeld(): RequestRefusal {
  return new RequestRefusal(
    409,
    'not_held',
    'expected a handler that a person holds, it is not held: a circuit that is open closes by itself',
  )
}
