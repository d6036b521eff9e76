import { actionBodies } from '../../lib/api/action-bodies.ts'
import { done } from '../../lib/api/actions.ts'
import type { EventChanges } from '../../lib/events/edit-event.ts'
import type { DeliveryActionKind } from '../../lib/states.ts'
import { actOnOne } from '../../lib/store/actions/act-on-one.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { bulkRoute } from './bulk-route.ts'
import { deliveryParams } from './deliveries.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { conflict, notFound } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const SUMMARIES: Readonly<Record<DeliveryActionKind, string>> = {
  replay: 'Retries a failed delivery at its place in the lane, with its key and its memory',
  edit: 'Retries a failed delivery with an edited event, under a new key',
  rerun: 'Runs a finished delivery again, as the next one in its lane',
  skip: 'Gives up a failed delivery; its lane goes on',
  cancel: 'Takes a delivery out of its lane before it has run',
  release: 'Makes a delivery due now that waits for a date or a retry',
}

/** Actions on one delivery, or on all that match a filter. */
export function deliveryActionRoutes(deps: OperationsDeps): Route[] {
  return actionBodies.flatMap(({ kind, one, many }) => [
    onOne(deps, kind, one),
    bulkRoute(deps, {
      path: `/deliveries/actions/${kind}`,
      summary: `${SUMMARIES[kind]}: for all deliveries that match a filter`,
      body: many,
      actionOf: (filter, body) => ({ kind, filter, changes: changesOf(body) }),
    }),
  ])
}

function onOne(
  { pool, audit, onDue }: OperationsDeps,
  kind: DeliveryActionKind,
  body: (typeof actionBodies)[number]['one'],
): Route {
  return route({
    method: 'post',
    path: `/deliveries/{messageId}/{ordinal}/{handler}/{run}/actions/${kind}`,
    summary: SUMMARIES[kind],
    grant: 'Operate',
    params: deliveryParams,
    body,
    result: done,
    refusals: [404, 409],
    handle: async ({ params: { handler, ...rest }, body, caller }) => {
      const handlerId = await findHandlerId(pool, handler)
      if (handlerId === null) throw notFound('a delivery')
      const key = { ...rest, handlerId }
      const { comment = null, edit } = body
      const seen = { edit, run: latestRunOf(body) }
      const action = { kind, comment, changes: changesOf(body), seen }
      const { actionId, result } = await actOnOne(pool, actorOf(caller), key, action, audit)
      if (result === 'not_found') throw notFound('a delivery')
      if (result !== 'done') throw conflict(result)
      onDue()
      return { actionId, result }
    },
  })
}

/** Only the body of a re-run has it. */
function latestRunOf(body: object): number | undefined {
  return (body as { latestRun?: number }).latestRun
}

/** Only the bodies of `edit` have an event. */
function changesOf(body: object): EventChanges | null {
  return (body as { event?: EventChanges }).event ?? null
}
