import { z } from 'zod'
import { backfillBody, decodeMany, handOverMany } from '../../lib/api/action-bodies.ts'
import { done, started } from '../../lib/api/actions.ts'
import { id, reason, text } from '../../lib/api/fields.ts'
import { named } from '../../lib/api/named.ts'
import { actOnMessage } from '../../lib/store/actions/act-on-message.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { listHandlers } from '../../lib/store/queries/list-handlers.ts'
import { actOnAll } from './act-on-all.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { bulkFilterOf } from './read-filter.ts'
import { notFound, RequestRefusal } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const decodeBody = named('DecodeOne', z.strictObject({ reason: reason.optional() }))

const handOverBody = named('HandOverOne', z.strictObject({ reason }))

/** What an operator does with whole messages. */
export function messageActionRoutes(parts: OperationsDeps): Route[] {
  const { pool } = parts
  return [
    route({
      method: 'post',
      path: '/messages/{id}/actions/decode',
      summary: 'Decodes a message again that could not be read when it came',
      grant: 'Operate',
      params: z.strictObject({ id }),
      body: decodeBody,
      result: done,
      refusals: [404, 409],
      handle: async ({ params, body, caller }) => {
        const found = await findMessage(pool, params.id)
        if (found === null) throw notFound('a message')
        if (found.message.status !== 'UNDECODABLE') throw notUndecodable()
        const { actionId, done } = await actOnMessage(
          pool,
          actorOf(caller),
          { kind: 'decode', messageId: params.id, reason: body.reason ?? null },
          parts.decodeAgain,
        )
        if (!done) throw stillUndecodable((await findMessage(pool, params.id))?.message.problem)
        parts.onDue()
        return { actionId, result: 'done' as const }
      },
    }),
    route({
      method: 'post',
      path: '/messages/{id}/actions/hand-over',
      summary: 'Hands events over that were discarded because another sender counts',
      grant: 'Operate',
      params: z.strictObject({ id }),
      body: handOverBody,
      result: done,
      refusals: [404, 409],
      handle: async ({ params, body, caller }) => {
        if ((await findMessage(pool, params.id)) === null) throw notFound('a message')
        const { actionId, done } = await actOnMessage(
          pool,
          actorOf(caller),
          { kind: 'hand-over', messageId: params.id, reason: body.reason },
          parts.handOver,
        )
        if (!done) throw notDiscarded()
        parts.onDue()
        return { actionId, result: 'done' as const }
      },
    }),
    route({
      method: 'post',
      path: '/messages/actions/hand-over',
      summary: 'Hands discarded events over: of all messages that a filter lets pass',
      grant: 'Operate',
      body: handOverMany,
      result: started,
      status: 202,
      refusals: [429],
      handle: async (call) => {
        const filter = await bulkFilterOf(parts, call, call.body.filter)
        return actOnAll(parts, call, { kind: 'hand-over', filter })
      },
    }),
    route({
      method: 'post',
      path: '/messages/actions/decode',
      summary: 'Decodes messages again that could not be read: all that a filter lets pass',
      grant: 'Operate',
      body: decodeMany,
      result: started,
      status: 202,
      refusals: [429],
      handle: async (call) => {
        const filter = await bulkFilterOf(parts, call, call.body.filter)
        return actOnAll(parts, call, { kind: 'decode', filter })
      },
    }),
    route({
      method: 'post',
      path: '/handlers/{name}/actions/backfill',
      summary: 'Hands past events to a handler that has not had them, each at its place',
      grant: 'Operate',
      params: z.strictObject({ name: text() }),
      body: backfillBody,
      result: started,
      status: 202,
      refusals: [404, 409],
      handle: async (call) => {
        const { name } = call.params
        const id = await findHandlerId(pool, name)
        const [handler] = await listHandlers(pool, name)
        if (id === null || handler === undefined) throw notFound('a handler')
        if (handler.retiredAt !== null) throw retired()
        const { filter } = call.body
        return actOnAll(parts, call, { kind: 'backfill', filter, handler: { id, name } })
      },
    }),
  ]
}

function notDiscarded(): RequestRefusal {
  return new RequestRefusal(
    409,
    'not_discarded',
    'expected a message with events that were handed to nobody because another sender counts, this one has none: it may be handed over already',
  )
}

export function notUndecodable(): RequestRefusal {
  return new RequestRefusal(
    409,
    'not_undecodable',
    'expected a message that could not be read, this one was: replay or re-run its deliveries instead',
  )
}

export function stillUndecodable(problem: string | null | undefined): RequestRefusal {
  return new RequestRefusal(
    409,
    'still_undecodable',
    `expected a body that can be read now, it still cannot (${problem ?? 'it is gone'}): repair it, or let the sender send it again`,
  )
}

function retired(): RequestRefusal {
  return new RequestRefusal(
    409,
    'handler_retired',
    'expected a handler that an instance has, none has it any more: deploy it again first',
  )
}
