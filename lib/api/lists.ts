import { z } from 'zod'
import { ACTION_OUTCOMES } from '../states.ts'
import { action, actionItem } from './actions.ts'
import { type Part, paging, text } from './fields.ts'
import {
  actionFields,
  attemptFields,
  deliveryFields,
  eventFields,
  laneFields,
  messageFields,
  messageOrder,
  person,
  refusalFields,
  searchText,
  subjectFields,
} from './filters.ts'
import { named, pageSchema } from './named.ts'
import { lane, subjectEntry } from './operated.ts'
import { attempt, delivery, event, listedMessage } from './records.ts'
import { refusal } from './refusal.ts'

/** The query of a list and its page. @param key of the rows, as cursors hold it */
function listOf<Item extends z.ZodType, Fields extends z.ZodRawShape>(
  name: string,
  item: Item,
  fields: Fields,
  ...key: readonly Part[]
) {
  const query = z.strictObject({ ...fields, ...paging(...key) })
  return { query, page: pageSchema(`${name}Page`, item) }
}

/** A list that can be searched by person and text. They travel in a body, because addresses are logged. */
function searchable<Item extends z.ZodType, Fields extends z.ZodRawShape>(
  name: string,
  item: Item,
  fields: Fields,
  ...key: readonly Part[]
) {
  const search = z.strictObject({ ...fields, person, text: searchText, ...paging(...key) })
  return { ...listOf(name, item, fields, ...key), search: named(`${name}Search`, search) }
}

const { count: _never, ...itemPaging } = paging('id', 'int', 'int', 'int')

export const lists = {
  messages: searchable(
    'Message',
    listedMessage,
    { ...messageFields, ...messageOrder },
    'id',
    'day?',
  ),
  events: searchable('Event', event, eventFields, 'id', 'int'),
  deliveries: searchable('Delivery', delivery, deliveryFields, 'id', 'int', 'int', 'int'),
  attempts: listOf('Attempt', attempt, attemptFields, 'id', 'int', 'int', 'int', 'int'),
  lanes: listOf('Lane', lane, laneFields, 'int', 'bigint'),
  subjects: {
    ...listOf('Subject', subjectEntry, subjectFields, 'bigint'),
    search: named(
      'SubjectSearch',
      z.strictObject({ ...subjectFields, ...paging('bigint'), key: text(1_000) }),
    ),
  },
  actions: listOf('Action', action, actionFields, 'id'),
  actionItems: {
    query: z.strictObject({
      result: text().optional(),
      outcome: z.enum(ACTION_OUTCOMES).optional().describe('state of the delivery now'),
      ...itemPaging,
    }),
    page: pageSchema('ActionItemPage', actionItem),
  },
  refusals: listOf('Refusal', refusal, refusalFields, 'id'),
} as const
