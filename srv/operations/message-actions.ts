import { z } from 'zod'
import {
  backfillBody,
  backfillPreviewBody,
  decodeMany,
  decodeOne,
  handOverMany,
  handOverOne,
} from '../../lib/api/action-bodies.ts'
import { done, missedTypes, started } from '../../lib/api/actions.ts'
import { id, text } from '../../lib/api/fields.ts'
import { actOnMessage } from '../../lib/store/actions/act-on-message.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { listHandlers } from '../../lib/store/queries/list-handlers.ts'
import { countMissedTypes } from '../../lib/store/queries/missed-types.ts'
import { actOnAll, bulkRoute } from './bulk-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { conflict, notFound, stillUndecodable } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

/** Actions on whole messages. */
export function messageActionRoutes(deps: OperationsDeps): Route[] {
  return [
    decodeRoute(deps),
    handOverRoute(deps),
    bulkRoute(deps, {
      path: '/messages/actions/hand-over',
      summary: 'Hands over discarded events of all messages that match a filter',
      body: handOverMany,
      actionOf: (filter) => ({ kind: 'hand-over', filter }),
    }),
    bulkRoute(deps, {
      path: '/messages/actions/decode',
      summary: 'Decodes all undecodable messages that match a filter',
      body: decodeMany,
      actionOf: (filter) => ({ kind: 'decode', filter }),
    }),
    backfillRoute(deps),
    previewBackfillRoute(deps),
  ]
}

const ONE = {
  method: 'post',
  grant: 'Operate',
  params: z.strictObject({ id }),
  result: done,
  refusals: [404, 409],
} as const

function decodeRoute(deps: OperationsDeps): Route {
  const { pool } = deps
  return route({
    ...ONE,
    path: '/messages/{id}/actions/decode',
    summary: 'Decodes an undecodable message again',
    body: decodeOne,
    handle: async ({ params: { id }, body: { comment = null }, caller }) => {
      const found = await findMessage(pool, id)
      if (found === null) throw notFound('a message')
      if (found.message.status !== 'UNDECODABLE') throw conflict('not_undecodable')
      const action = { kind: 'decode', messageId: id, comment } as const
      const by = actorOf(caller)
      const { actionId, done } = await actOnMessage(pool, by, action, deps.decodeAgain)
      if (!done) throw stillUndecodable((await findMessage(pool, id))?.message.errorCode)
      deps.onDue()
      return { actionId, result: 'done' as const }
    },
  })
}

function handOverRoute(deps: OperationsDeps): Route {
  const { pool } = deps
  return route({
    ...ONE,
    path: '/messages/{id}/actions/hand-over',
    summary: 'Hands over events that were discarded because another sender counts',
    body: handOverOne,
    handle: async ({ params: { id }, body: { comment }, caller }) => {
      if ((await findMessage(pool, id)) === null) throw notFound('a message')
      const action = { kind: 'hand-over', messageId: id, comment } as const
      const { actionId, done } = await actOnMessage(pool, actorOf(caller), action, deps.handOver)
      if (!done) throw conflict('not_discarded')
      deps.onDue()
      return { actionId, result: 'done' as const }
    },
  })
}

function backfillRoute(deps: OperationsDeps): Route {
  return route({
    method: 'post',
    path: '/handlers/{name}/actions/backfill',
    summary: 'Hands past events to a handler that did not get them, each at its place in its lane',
    grant: 'Operate',
    params: z.strictObject({ name: text() }),
    body: backfillBody,
    result: started,
    status: 202,
    refusals: [404, 409],
    handle: async (call) => {
      const { id, name } = await handlerOf(deps, call.params.name)
      const { filter } = call.body
      return actOnAll(deps, call, { kind: 'backfill', filter, handler: { id, name } })
    },
  })
}

function previewBackfillRoute(deps: OperationsDeps): Route {
  return route({
    method: 'post',
    path: '/handlers/{name}/actions/preview-backfill',
    summary: 'Counts the events of a backfill by type; changes nothing',
    grant: 'Operate',
    params: z.strictObject({ name: text() }),
    body: backfillPreviewBody,
    result: missedTypes,
    refusals: [404, 409],
    handle: async ({ params, body: { filter } }) => {
      const { id, definition } = await handlerOf(deps, params.name)
      const { on = [] } = definition as { readonly on?: readonly string[] }
      return countMissedTypes(deps.pool, { id, on }, filter)
    },
  })
}

async function handlerOf({ pool }: OperationsDeps, name: string) {
  const id = await findHandlerId(pool, name)
  const [handler] = await listHandlers(pool, name)
  if (id === null || handler === undefined) throw notFound('a handler')
  if (handler.retiredAt !== null) throw conflict('handler_retired')
  return { ...handler, id }
}
