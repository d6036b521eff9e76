import { actionBodies } from '../../lib/api/action-bodies.ts'
import { done, started } from '../../lib/api/actions.ts'
import type { EventChanges } from '../../lib/events/edit-event.ts'
import type { DeliveryActionKind } from '../../lib/states.ts'
import { actOnOne } from '../../lib/store/actions/act-on-one.ts'

import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { actOnAll } from './act-on-all.ts'
import { deliveryParams } from './deliveries.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { bulkFilterOf } from './read-filter.ts'
import { refusedAction } from './refused-action.ts'
import { notFound } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const MEANINGS: Readonly<Record<DeliveryActionKind, string>> = {
  replay: 'Tries a failed delivery again, at its place, with its key and its memory',
  edit: 'Tries a failed delivery again with another form of its event, under a new key',
  rerun: 'Runs a delivery that is done once more, as the next of its lane',
  skip: 'Gives the turn of a failed delivery up; its lane goes on',
  cancel: 'Takes a delivery out of its lane before it has run',
  release: 'Makes a delivery due now that waits for a date or a retry',
}

/** What an operator does to deliveries: one, or all that a filter lets pass. */
export function deliveryActionRoutes(parts: OperationsDeps): Route[] {
  return actionBodies.flatMap((bodies) => [onOne(parts, bodies), onMany(parts, bodies)])
}

type Bodies = (typeof actionBodies)[number]

function onOne(parts: OperationsDeps, { kind, one }: Bodies): Route {
  return route({
    method: 'post',
    path: `/deliveries/{messageId}/{ordinal}/{handler}/{run}/actions/${kind}`,
    summary: MEANINGS[kind],
    grant: 'Operate',
    params: deliveryParams,
    body: one,
    result: done,
    refusals: [404, 409],
    handle: async ({ params, body, caller }) => {
      const { handler, ...rest } = params
      const handlerId = await findHandlerId(parts.pool, handler)
      if (handlerId === null) throw notFound('a delivery')
      const { actionId, result } = await actOnOne(
        parts.pool,
        actorOf(caller),
        { ...rest, handlerId },
        { kind, comment: body.reason ?? null, changes: changesOf(body) },
      )
      if (result !== 'done') throw refusedAction(result)
      parts.onDue()
      return { actionId, result }
    },
  })
}

function onMany(parts: OperationsDeps, { kind, many }: Bodies): Route {
  return route({
    method: 'post',
    path: `/deliveries/actions/${kind}`,
    summary: `${MEANINGS[kind]}: for all that a filter lets pass`,
    grant: 'Operate',
    body: many,
    result: started,
    status: 202,
    refusals: [429],
    handle: async (call) => {
      const filter = await bulkFilterOf(parts, call, call.body.filter)
      const action = { kind, filter, changes: changesOf(call.body) }
      return actOnAll(parts, call, action)
    },
  })
}

/** Only the bodies of `edit` have an event. */
function changesOf(body: object): EventChanges | null {
  return (body as { event?: EventChanges }).event ?? null
}
