import { writeCursor } from '../../lib/api/fields.ts'
import type { ReadingHints } from '../../lib/events/reading-hints.ts'
import { writePlace } from '../../lib/events/records/place.ts'
import { FORGOTTEN_EVENT, storedEvents } from '../../lib/events/stored-body.ts'
import { isFieldPath } from '../../lib/masking/redact-records.ts'
import { hidden } from '../../lib/masking/redact-values.ts'
import {
  attemptsOf,
  type DeliveriesOf,
  deliveriesOf,
  editsOf,
  formInForce,
  touchesOf,
} from '../../lib/store/queries/find-deliveries.ts'
import { eventsOfMessage, type FoundMessage } from '../../lib/store/queries/find-message.ts'
import { type FoundRepair, findRepair } from '../../lib/store/queries/find-repair.ts'
import type { DeliverySummary } from '../../lib/store/queries/list-deliveries.ts'
import type { EventSummary } from '../../lib/store/queries/list-events.ts'
import { type PageRequest, pageOf } from '../../lib/store/queries/page.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { laneValue, type Show, shownContent, showWith } from './shown-event.ts'

/** Limit of deliveries read for one page of events. */
const MAX_DELIVERIES = 1_000
/** Limits of attempts, edited forms and actions in one answer. */
const ATTEMPTS = { rows: 500, bytes: 1_000_000 }
const EDITS = { rows: 100, bytes: 500_000 }
const MAX_ACTIONS = 300

/** One message with a page of its events, and their deliveries and history. */
export async function describeMessage(
  { pool, fields }: OperationsDeps,
  found: FoundMessage,
  revealed: boolean,
  { after, limit }: PageRequest,
) {
  const { message } = found
  const show = showWith(revealed ? null : fields)
  const events = await eventsOfMessage(pool, message.id, ordinalOf(after), limit + 1)
  const read = await deliveriesOfEvents(pool, message.id, events)
  const contents = storedEvents(found)
  const rules = revealed ? null : fields
  const rows = events
    .filter(({ ordinal }) => ordinal <= read.last)
    .map((event) => ({
      event: {
        ...event,
        subjectValue: laneValue(contents[event.ordinal] ?? undefined, event.subjectField, rules),
        ...shownContent(contents[event.ordinal] ?? undefined, show),
      },
      deliveries: read.deliveries.filter(({ ordinal }) => ordinal === event.ordinal),
    }))
  const page = pageOf(rows, limit, ({ event }) => [event.ordinal])
  const shown = page.items.map(({ event }) => event)
  const last = shown.at(-1)?.ordinal ?? -1
  const isLast = page.next === null && rows.length === events.length
  const repair = await findRepair(pool, message.id)
  const history = await historyOf(
    pool,
    { messageId: message.id, ordinals: { first: shown[0]?.ordinal ?? 0, last } },
    show,
  )
  return {
    ...message,
    revealed,
    contentEncoding: found.contentEncoding,
    typeHint: found.typeHint,
    places: placesAsText(found.hints, revealed),
    repair: repair === null ? null : describeRepair(repair, revealed),
    events: shown,
    ...(found.forgotten && { bodyForgotten: found.forgotten }),
    next: isLast ? null : writeCursor([last]),
    deliveries: page.items.flatMap(({ deliveries }) => deliveries),
    ...history,
    cut: history.cut || read.isCut,
  }
}

function describeRepair({ hints, ...repair }: FoundRepair, revealed: boolean) {
  return { ...repair, places: placesAsText(hints, revealed) }
}

/** Masks places that are no field paths: senders may write any text there. */
function placesAsText(hints: ReadingHints | null, revealed: boolean): Record<string, string> {
  const places = Object.entries(hints?.places ?? {}).map(([name, steps]) => {
    const text = writePlace(steps)
    return [name, revealed || isFieldPath(text) ? text : hidden(name, text)] as const
  })
  return Object.fromEntries(places)
}

function ordinalOf(after: PageRequest['after']): number | null {
  return typeof after?.[0] === 'number' ? after[0] : null
}

/** The deliveries of the first events, complete for each event. */
async function deliveriesOfEvents(
  pool: OperationsDeps['pool'],
  messageId: string,
  events: readonly EventSummary[],
) {
  const first = events[0]?.ordinal ?? 0
  const last = events.at(-1)?.ordinal ?? first
  const of = { messageId, ordinals: { first, last } }
  const deliveries = await deliveriesOf(pool, of, MAX_DELIVERIES + 1)
  const beyond = deliveries[MAX_DELIVERIES]
  if (beyond === undefined) return { deliveries, last, isCut: false }
  // The first event alone has too many.
  if (beyond.ordinal === first) return { deliveries, last: first, isCut: true }
  return { deliveries, last: beyond.ordinal - 1, isCut: false }
}

/**
 * One delivery with its history.
 * @param before only attempts with a lower number
 */
export async function describeDelivery(
  { pool, fields }: OperationsDeps,
  delivery: DeliverySummary,
  found: FoundMessage,
  revealed: boolean,
  before: number | null,
) {
  const show = showWith(revealed ? null : fields)
  const { messageId, ordinal, handlerId, run, edit } = delivery
  const key = { messageId, ordinal, handlerId, run }
  const form = edit === 0 ? null : await formInForce(pool, key, edit)
  const content = form ?? storedEvents(found)[ordinal] ?? undefined
  return {
    ...delivery,
    revealed,
    ...shownContent(content, show),
    ...(await historyOf(pool, key, show, before)),
  }
}

async function historyOf(
  pool: OperationsDeps['pool'],
  of: DeliveriesOf,
  show: Show,
  before: number | null = null,
) {
  const [attempts, edits, actions] = await Promise.all([
    attemptsOf(pool, of, ATTEMPTS, before),
    editsOf(pool, of, EDITS),
    touchesOf(pool, of, MAX_ACTIONS),
  ])
  return {
    attempts: attempts.rows,
    edits: edits.rows.map(({ content, ...edit }) => ({
      ...edit,
      content: show(content ?? FORGOTTEN_EVENT),
    })),
    actions,
    cut: attempts.isCut || edits.isCut || actions.length === MAX_ACTIONS,
  }
}
