import { z } from 'zod'
import { done } from '../../lib/api/actions.ts'
import { flag, id, reason, text } from '../../lib/api/fields.ts'
import { named } from '../../lib/api/named.ts'
import { repairPreview } from '../../lib/api/operated.ts'
import { placesSchema, statedPlaces } from '../../lib/config/callers.ts'
import { type Repair, repairedForm } from '../../lib/events/repaired-form.ts'
import { decodeRepaired } from '../../lib/jobs/repair-message.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import { describePreview } from './describe-preview.ts'
import { notUndecodable, stillUndecodable } from './message-actions.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound, RequestRefusal } from './request-refusal.ts'
import { actorOf, reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

const params = z.strictObject({ id })

const form = {
  body: z
    .string()
    .min(1)
    .optional()
    .describe('replaces the body, stored in UTF-8 (needs Reveal); left out = the body stays'),
  contentType: text(400)
    .regex(/^[\x20-\x7e]+$/, 'expected a Content-Type in printable ASCII')
    .nullable()
    .optional()
    .describe('null = told by the first character of the body'),
  type: text(400).nullable().optional().describe('event type for a body that names none'),
  places: placesSchema
    .optional()
    .describe('places of events, type, id and subject; all of them are replaced'),
}

const previewBody = named(
  'PreviewRepair',
  z.strictObject({
    ...form,
    reveal: flag.optional().describe('values as they are: needs Reveal and is recorded'),
  }),
)

const repairBody = named(
  'Repair',
  z
    .strictObject({ ...form, reason: reason.optional() })
    .refine(
      ({ reason: _why, ...changes }) => Object.keys(changes).length > 0,
      'expected at least one part that changes: body, contentType, type or places',
    ),
)

/** An operator repairs a message that could not be read: first a dry run, then the repair itself. */
export function repairRoutes(parts: OperationsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/messages/{id}/actions/preview-repair',
      summary: 'Decodes a repaired form of a message that could not be read; changes nothing',
      grant: 'Operate',
      params,
      body: previewBody,
      result: repairPreview,
      refusals: [404, 409, 413],
      takesBodies: true,
      isLarge: true,
      handle: async (call) => {
        const { reveal: revealed = false, ...sent } = call.body
        const repair = checkedRepair(parts, call, sent)
        const found = await findMessage(parts.pool, call.params.id)
        if (found === null) throw notFound('a message')
        if (found.message.status !== 'UNDECODABLE') throw notUndecodable()
        if (revealed) await reveal(parts, call, { what: 'values', messageId: call.params.id })
        const repaired = repairedForm(found, repair)
        return describePreview(decodeRepaired(repaired), repaired.hints, parts.fields, revealed)
      },
    }),
    route({
      method: 'post',
      path: '/messages/{id}/actions/repair',
      summary:
        'Replaces a message that could not be read by a repaired form, and records its events',
      grant: 'Operate',
      params,
      body: repairBody,
      result: done,
      refusals: [404, 409, 413],
      takesBodies: true,
      isLarge: true,
      handle: async (call) => {
        const { reason: why = null, ...sent } = call.body
        const repair = checkedRepair(parts, call, sent)
        const messageId = call.params.id
        const found = await findMessage(parts.pool, messageId)
        if (found === null) throw notFound('a message')
        const by = actorOf(call.caller)
        const result = await parts.repair({ messageId, repair, by, reason: why })
        if (result.kind === 'not_undecodable') throw notUndecodable()
        if (result.kind === 'unreadable') throw stillUndecodable(result.error.code)
        parts.onDue()
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
  // A type and an id are shown to everybody: a place that names a field would show its value.
  if (places?.type !== undefined || places?.id !== undefined) needs('Reveal')
  if (sent.body !== undefined) {
    needs('Reveal')
    if (Buffer.byteLength(sent.body, 'utf8') > bodyLimitBytes) {
      throw new RequestRefusal(
        413,
        'body_too_large',
        `expected a body of at most ${bodyLimitBytes} bytes, a larger one came: raise BODY_LIMIT_MB`,
      )
    }
  }
  return places === undefined ? sent : { ...sent, places: statedPlaces(places) }
}
