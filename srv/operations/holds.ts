import { z } from 'zod'
import { resumeBody, skipWaitingBody } from '../../lib/api/action-bodies.ts'
import { done, started } from '../../lib/api/actions.ts'
import { comment, text } from '../../lib/api/fields.ts'
import { named } from '../../lib/api/named.ts'
import { holdAllHandlers, holdHandler } from '../../lib/store/actions/hold-handler.ts'
import { listHandlers } from '../../lib/store/queries/list-handlers.ts'
import { actOnAll } from './bulk-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { conflict, notFound } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const body = named('Comment', z.strictObject({ comment: comment.optional() }))
const params = z.strictObject({ name: text() })

/** Holding and resuming handlers. */
export function holdRoutes(deps: OperationsDeps): Route[] {
  return [
    holdRoute(deps, true),
    holdRoute(deps, false),
    skipWaitingRoute(deps),
    holdAllRoute(deps, true),
    holdAllRoute(deps, false),
  ]
}

function holdRoute({ pool, onDue }: OperationsDeps, hold: boolean): Route {
  return route({
    method: 'post',
    path: `/handlers/{name}/actions/${hold ? 'hold' : 'resume'}`,
    summary: hold
      ? 'Puts a handler on hold; the service still receives its events'
      : 'Resumes a handler on hold: the deliveries that wait run',
    grant: 'Operate',
    params,
    body: hold ? body : resumeBody,
    result: done,
    refusals: [404, 409],
    handle: async ({ params: { name }, body: given, caller }) => {
      if ((await listHandlers(pool, name)).length === 0) throw notFound('a handler')
      const { comment = null, hold: seenHold = null } = given as z.output<typeof resumeBody>
      const actionId = await holdHandler(pool, actorOf(caller), name, { hold, comment, seenHold })
      if (actionId === null && hold) throw conflict('already_held')
      if (actionId === null) throw conflict((await isHeld(pool, name)) ? 'held_again' : 'not_held')
      if (!hold) onDue()
      return { actionId, result: 'done' as const }
    },
  })
}

async function isHeld(pool: OperationsDeps['pool'], name: string): Promise<boolean> {
  const [handler] = await listHandlers(pool, name)
  return handler?.held === true
}

function holdAllRoute({ pool, onDue }: OperationsDeps, hold: boolean): Route {
  return route({
    method: 'post',
    path: `/handlers/actions/${hold ? 'hold' : 'resume'}`,
    summary: hold
      ? 'Puts all handlers on hold, in one action'
      : 'Resumes the handlers that were put on hold all at once',
    grant: 'Operate',
    body,
    result: done,
    refusals: [409],
    handle: async ({ body: { comment = null }, caller }) => {
      const actionId = await holdAllHandlers(pool, actorOf(caller), { hold, comment })
      if (actionId === null) throw conflict(hold ? 'already_held' : 'not_all_held')
      if (!hold) onDue()
      return { actionId, result: 'done' as const }
    },
  })
}

function skipWaitingRoute(deps: OperationsDeps): Route {
  return route({
    method: 'post',
    path: '/handlers/{name}/actions/skip-waiting',
    summary: 'Cancels the deliveries that wait for a handler on hold, then resumes the handler',
    grant: 'Operate',
    params,
    body: skipWaitingBody,
    result: started,
    status: 202,
    refusals: [404, 409],
    handle: async (call) => {
      const [handler] = await listHandlers(deps.pool, call.params.name)
      if (handler === undefined) throw notFound('a handler')
      if (!handler.held) throw conflict('not_held')
      const { hold: seenHold = handler.hold?.actionId } = call.body
      if (handler.hold?.actionId !== seenHold) throw conflict('held_again')
      const endsHold = { handler: handler.name, holdId: handler.hold?.actionId ?? null }
      const filter = { handler: handler.name, waits: true }
      return actOnAll(deps, call, { kind: 'cancel', filter, changes: null, endsHold })
    },
  })
}
