import { z } from 'zod'
import { done } from '../../lib/api/actions.ts'
import { comment, id, revealFlag, text } from '../../lib/api/fields.ts'
import { named } from '../../lib/api/named.ts'
import { repairPreview } from '../../lib/api/operated.ts'
import { placesSchema, statedPlaces } from '../../lib/config/callers.ts'
import { type Repair, repairedForm } from '../../lib/events/repaired-form.ts'
import { decodeRepaired } from '../../lib/jobs/repair-message.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { describePreview } from './describe-preview.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { conflict, notFound, RequestRefusal, stillUndecodable } from './request-refusal.ts'
import { actorOf, reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

const params = z.strictObject({ id })

const form = {
  body: z
    .string()
    .min(1)
    .optional()
    .describe('new body, stored in UTF-8 (needs Reveal); absent = no change'),
  contentType: text(400)
    .regex(/^[\x20-\x7e]+$/, 'expected a Content-Type in printable ASCII')
    .nullable()
    .optional()
    .describe('null = detected from the first character of the body'),
  type: text(400).nullable().optional().describe('event type for a body without one'),
  places: placesSchema
    .optional()
    .describe('places of events, type, id and subject; replaces all of them'),
}

const previewBody = named(
  'PreviewRepair',
  z.strictObject({
    ...form,
    reveal: revealFlag,
  }),
)

const repairBody = named(
  'Repair',
  z
    .strictObject({ ...form, comment: comment.optional() })
    .refine(
      ({ comment: _comment, ...changes }) => Object.keys(changes).length > 0,
      'expected at least one change: body, contentType, type or places',
    ),
)

/** Repairs of undecodable messages: a preview, then the repair. */
export function repairRoutes(deps: OperationsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/messages/{id}/actions/preview-repair',
      summary: 'Previews the repair of an undecodable message; changes nothing',
      grant: 'Operate',
      params,
      body: previewBody,
      result: repairPreview,
      refusals: [404, 409, 413],
      takesBodies: true,
      isLarge: true,
      handle: async (call) => {
        const { reveal: revealed = false, ...sent } = call.body
        const repair = checkedRepair(deps, call, sent)
        const found = await findMessage(deps.pool, call.params.id)
        if (found === null) throw notFound('a message')
        if (found.message.status !== 'UNDECODABLE') throw conflict('not_undecodable')
        // Places of types and ids show the values of any field.
        const isShown = revealed || sent.places?.type !== undefined || sent.places?.id !== undefined
        if (isShown) await reveal(deps, call, { what: 'values', messageId: call.params.id })
        const repaired = repairedForm(found, repair)
        return describePreview(decodeRepaired(repaired), repaired.hints, deps.fields, revealed)
      },
    }),
    route({
      method: 'post',
      path: '/messages/{id}/actions/repair',
      summary: 'Repairs an undecodable message and records its events',
      grant: 'Operate',
      params,
      body: repairBody,
      result: done,
      refusals: [404, 409, 413],
      takesBodies: true,
      isLarge: true,
      handle: async (call) => {
        const { comment: given = null, ...sent } = call.body
        const repair = checkedRepair(deps, call, sent)
        const messageId = call.params.id
        const found = await findMessage(deps.pool, messageId)
        if (found === null) throw notFound('a message')
        const by = actorOf(call.caller)
        const result = await deps.repair({ messageId, repair, by, comment: given })
        if (result.kind === 'not_undecodable') throw conflict('not_undecodable')
        if (result.kind === 'unreadable') throw stillUndecodable(result.error.code)
        deps.onDue()
        return { actionId: result.actionId, result: 'done' as const }
      },
    }),
  ]
}

type SentRepair = Pick<z.output<typeof repairBody>, 'body' | 'contentType' | 'type' | 'places'>

/** @throws ReceiverError grant_missing, RequestRefusal body_too_large */
function checkedRepair(
  { bodyLimitBytes }: OperationsDeps,
  { needs }: { readonly needs: (grant: 'Reveal') => void },
  { places, ...sent }: SentRepair,
): Repair {
  // Types and ids are shown unmasked: a place that names another field would reveal its value.
  if (places?.type !== undefined || places?.id !== undefined) needs('Reveal')
  if (sent.body !== undefined) {
    needs('Reveal')
    if (Buffer.byteLength(sent.body, 'utf8') > bodyLimitBytes) {
      throw new RequestRefusal(
        413,
        'body_too_large',
        `expected a body of at most ${bodyLimitBytes} bytes, got a larger one: raise BODY_LIMIT_MB`,
      )
    }
  }
  return places === undefined ? sent : { ...sent, places: statedPlaces(places) }
}
