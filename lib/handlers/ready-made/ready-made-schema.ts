import { z } from 'zod'
import { DESTINATION_NAME } from '../../config/destination-name.ts'

/** Options of every handler that can stand in a file: what is a function cannot. */
const options = {
  on: z.unknown().optional(),
  retry: z.unknown().optional(),
  onFailure: z.unknown().optional(),
  timeoutMs: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  totalConcurrency: z.unknown().optional(),
  rateLimit: z.unknown().optional(),
  formerly: z.unknown().optional(),
  masks: z.unknown().optional(),
}

const target = {
  destination: z
    .string('expected the name of a destination, such as "iflow"')
    .regex(DESTINATION_NAME, 'expected the name of a destination: letters, digits, - and _'),
  path: z
    .string('expected a path, such as "/http/successfactors/events"')
    .regex(/^(\/[^#\s]*)?$/, 'expected a path that begins with / and has neither blanks nor #')
    .default(''),
}

const forwardFields = z.strictObject({ use: z.literal('forward'), ...target, ...options })
const publishFields = z.strictObject({
  use: z.literal('publish'),
  mode: z.enum(['structured', 'binary'], 'expected "structured" or "binary"').default('structured'),
  source: z
    .string()
    .regex(/^[\x21-\x7e]{1,500}$/, 'expected a URI reference, such as "/successfactors/acme"')
    .nullable()
    .default(null),
  subject: z.enum(['employee', 'none'], 'expected "employee" or "none"').default('employee'),
  ...target,
  ...options,
})

/** What a file says; its `on`, `retry` and so on are checked like those of any handler. */
export const readyMadeSchema = z.discriminatedUnion('use', [forwardFields, publishFields], {
  error: (issue) =>
    issue.code === 'invalid_union' ? 'expected "forward" or "publish"' : undefined,
})

export type ReadyMade = z.infer<typeof readyMadeSchema>
