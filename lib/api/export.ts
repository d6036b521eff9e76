import { z } from 'zod'
import { ACTION_COLUMNS, EXPORT_COLUMNS } from '../states.ts'
import { id, text } from './fields.ts'
import { actionFields, messageFields, messageOrder, person, searchText } from './filters.ts'
import { named } from './named.ts'

const column = z.enum(EXPORT_COLUMNS)

const zone = z
  .string()
  .max(100)
  .refine(isZone, 'expected the name of a time zone such as Europe/Berlin')
  .describe('zone of the times')

/** The export of messages: a filter, an order and a format. */
export const exportMessages = named(
  'ExportMessages',
  z.strictObject({
    ...messageFields,
    ...messageOrder,
    person,
    text: searchText,
    messageIds: z.array(id).min(1).max(1_000).optional().describe('only these messages'),
    columns: z
      .array(column)
      .min(1)
      .max(EXPORT_COLUMNS.length)
      .describe('in this order; employees needs Reveal and is recorded'),
    titles: z
      .partialRecord(column, text(100))
      .optional()
      .describe('titles of columns, default: in English'),
    zone,
    separator: z.enum([',', ';']).default(','),
  }),
)

const actionColumn = z.enum(ACTION_COLUMNS)

/** The export of actions: a filter and a format. Employees are references. */
export const exportActions = named(
  'ExportActions',
  z.strictObject({
    ...actionFields,
    columns: z.array(actionColumn).min(1).max(ACTION_COLUMNS.length).describe('in this order'),
    titles: z
      .partialRecord(actionColumn, text(100))
      .optional()
      .describe('titles of columns, default: in English'),
    zone,
    separator: z.enum([',', ';']).default(','),
  }),
)

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
