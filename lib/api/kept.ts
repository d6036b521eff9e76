import { z } from 'zod'
import { EFFECTIVE_RANGES, MESSAGE_SORTS, MESSAGE_STATUSES, PERIODS } from '../states.ts'
import { day, flag, id, subjectId, text } from './fields.ts'
import { list, named } from './named.ts'
import { subject } from './records.ts'

const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'expected a local time such as 2026-11-24T08:00')

/** A view of the list of messages. It contains only values that a user chooses from a list. */
export const view = named(
  'View',
  z.strictObject({
    period: z.enum(PERIODS).optional(),
    from: localTime.optional(),
    to: localTime.optional(),
    status: z.enum(MESSAGE_STATUSES).optional(),
    type: text().optional(),
    handler: text().optional(),
    company: text().optional(),
    subject: subjectId.optional(),
    noHandler: flag.optional(),
    effective: z.enum(EFFECTIVE_RANGES).optional(),
    effectiveFrom: day.optional(),
    effectiveTo: day.optional(),
    sort: z.enum(MESSAGE_SORTS).optional(),
    order: z.enum(['asc', 'desc']).optional(),
  }),
)

export const toKeep = named(
  'ToKeep',
  z.strictObject({
    view: view.optional(),
    messageId: id.optional().describe('a message that a search found'),
    subjectId: subjectId.optional().describe('an employee that a search found'),
  }),
)

export const kept = named(
  'Kept',
  z.object({
    views: list(z.object({ id: z.string(), view })).describe('saved views, oldest first'),
    recent: list(
      z.object({
        id: z.string(),
        message: z
          .object({ id: z.string(), type: z.string().nullable(), receivedAt: z.string() })
          .nullable(),
        subject: subject.nullable(),
      }),
    ).describe('messages and employees that searches found, latest first'),
  }),
)
