import type { DomainEvent } from '../../lib/events/event.ts'
import type { FieldRules } from '../../lib/masking/field-rules.ts'
import { redactEvent } from '../../lib/masking/redact-event.ts'
import {
  attemptsOf,
  type DeliveriesOf,
  deliveriesOf,
  editsOf,
  touchesOf,
} from '../../lib/store/queries/find-deliveries.ts'
import { eventsOfMessage, type FoundMessage } from '../../lib/store/queries/find-message.ts'
import type { DeliverySummary } from '../../lib/store/queries/list-deliveries.ts'
import type { OperationsParts } from './parts.ts'
import { decodedEvents, editedEvent } from './shown-event.ts'

/** Entries of one list in one answer; a message of thousands of events must not fill the memory. */
const MAX_ENTRIES = 2_000

/** One message with all that happened to it. */
export async function describeMessage(
  { pool, fields }: OperationsParts,
  found: FoundMessage,
  revealed: boolean,
) {
  const { message } = found
  const show = revealed ? asItIs : maskedBy(fields)
  const contents = decodedEvents(found)
  const of = { messageId: message.id }
  const [events, deliveries, history] = await Promise.all([
    eventsOfMessage(pool, message.id, MAX_ENTRIES),
    deliveriesOf(pool, of, MAX_ENTRIES),
    historyOf(pool, of, show),
  ])
  return {
    ...message,
    revealed,
    events: events.map((event) => {
      const content = contents[event.ordinal]
      return { ...event, content: content === undefined ? null : show(content) }
    }),
    deliveries,
    ...history,
    cut: history.cut || events.length === MAX_ENTRIES || deliveries.length === MAX_ENTRIES,
  }
}

/** One delivery with all that happened to it. */
export async function describeDelivery(
  { pool, fields }: OperationsParts,
  delivery: DeliverySummary,
  found: FoundMessage,
  revealed: boolean,
) {
  const show = revealed ? asItIs : maskedBy(fields)
  const { messageId, ordinal, handlerId, run, edit } = delivery
  // A re-run begins with the form of the run before it.
  const forms = await editsOf(pool, { messageId, ordinal, handlerId }, MAX_ENTRIES)
  const form = forms.findLast((known) => known.run <= run && known.edit === edit)
  const content = form === undefined ? decodedEvents(found)[ordinal] : editedEvent(form.body)
  return {
    ...delivery,
    revealed,
    content: content === undefined ? null : show(content),
    ...(await historyOf(pool, { messageId, ordinal, handlerId, run }, show)),
  }
}

async function historyOf(
  pool: OperationsParts['pool'],
  of: DeliveriesOf,
  show: (event: DomainEvent) => DomainEvent,
) {
  const [attempts, edits, actions] = await Promise.all([
    attemptsOf(pool, of, MAX_ENTRIES),
    editsOf(pool, of, MAX_ENTRIES),
    touchesOf(pool, of, MAX_ENTRIES),
  ])
  return {
    attempts,
    edits: edits.map(({ body, ...edit }) => ({ ...edit, content: show(editedEvent(body)) })),
    actions,
    cut: [attempts, edits, actions].some(({ length }) => length === MAX_ENTRIES),
  }
}

const asItIs = (event: DomainEvent) => event

function maskedBy(fields: FieldRules) {
  return (event: DomainEvent) => redactEvent(event, fields)
}
