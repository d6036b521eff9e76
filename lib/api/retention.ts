import { z } from 'zod'
import { MESSAGE_STATUSES } from '../states.ts'
import { list, named } from './named.ts'

const optionalText = z.string().nullable()

export const retentionPeriods = named(
  'RetentionPeriods',
  z.object({
    messageDays: z.int().describe('finished messages that no rule names'),
    revealDays: z.int().describe('records of reveals, and as long as the revealed message'),
    refusalDays: z.int().describe('refused calls'),
    rules: list(
      z.object({
        company: optionalText.describe('null = any, as the next fields'),
        type: optionalText.describe('event type; * stands for one or more characters'),
        outcome: z.enum(MESSAGE_STATUSES).nullable(),
        days: z.int(),
      }),
    ).describe('the first rule that fits an event counts; of several events the longest period'),
  }),
)
