import { z } from 'zod'
import { editChanges } from '../../lib/api/actions.ts'
import { flag, index } from '../../lib/api/fields.ts'
import { changedFields } from '../../lib/events/changed-fields.ts'
import { storedEvents } from '../../lib/events/stored-body.ts'
import { redactEvent } from '../../lib/masking/redact-event.ts'
import { formInForce } from '../../lib/store/queries/find-deliveries.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { findMessage } from '../../lib/store/queries/find-message.ts'
import type { DeliveryKey } from '../../lib/store/record/started-delivery.ts'
import { deliveryParams } from './deliveries.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'
import { editedEvent, MAX_CONTENT_LENGTH, withoutRecordKey } from './shown-event.ts'

/** Edits of operators: which fields each of them changed. */
export function editRoutes(parts: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/deliveries/{messageId}/{ordinal}/{handler}/{run}/edits/{edit}',
      summary: 'The fields that an edit changed, with their values before and after',
      grant: 'Monitor',
      isLarge: true,
      params: deliveryParams.extend({ edit: index }),
      query: z.strictObject({
        reveal: flag.optional().describe('values as they are: needs Reveal and is recorded'),
      }),
      result: editChanges,
      refusals: [404],
      handle: async (call) => {
        const { messageId, ordinal, handler, run, edit } = call.params
        const handlerId = await findHandlerId(parts.pool, handler)
        if (handlerId === null) throw notFound('an edit')
        const form = await formInForce(parts.pool, { messageId, ordinal, handlerId, run }, edit)
        if (form === null) throw notFound('an edit')
        const revealed = call.query.reveal === true
        if (revealed) await reveal(parts, call, { what: 'values', messageId, ordinal })
        const before = await formBefore(parts, { messageId, ordinal, handlerId, run }, edit)
        if (before === undefined) return { edit, revealed, fields: null, tooLarge: false }
        const forms = { before, after: editedEvent(form) }
        const show = revealed
          ? withoutRecordKey
          : (event: typeof before) => redactEvent(event, parts.fields)
        const fields = changedFields(forms, {
          before: show(forms.before),
          after: show(forms.after),
        })
        const tooLarge = JSON.stringify(fields).length > MAX_CONTENT_LENGTH
        return { edit, revealed, fields: tooLarge ? null : fields, tooLarge }
      },
    }),
  ]
}

/** The form that an edit changed: an earlier edit, or the event as it came. */
async function formBefore({ pool }: OperationsDeps, key: DeliveryKey, edit: number) {
  const form = edit === 1 ? null : await formInForce(pool, key, edit - 1)
  if (form !== null) return editedEvent(form)
  const message = await findMessage(pool, key.messageId)
  return message === null ? undefined : storedEvents(message)[key.ordinal]
}
