import { z } from 'zod'

/** What one pass does, one after the other. */
const STEPS = [
  'messages',
  'subjects',
  // An identity stays as long as a variant of it.
  'identity_variant',
  'identity',
  'latest_records',
  'subject',
  'refusals',
  'action_items',
  'actions',
  'reveals',
  'instances',
  'fan_out',
  'alerts',
] as const

const start = {
  step: 'messages' as RetentionStep,
  after: null as string | null,
  deleted: 0,
  subjects: [] as string[],
  pagesLeft: null as number | null,
  page: { identity: 0, identity_variant: 0, subject: 0 },
}

const schema = z.object({
  step: z.enum(STEPS),
  /** the last row that this step has looked at */
  after: z.string().nullable(),
  /** messages of this pass */
  deleted: z.number(),
  /** who may have lost the last event */
  subjects: z.array(z.string()),
  /** of the table that is walked, in this pass; null = it has not begun */
  pagesLeft: z.number().nullable(),
  /** where the walk over a table goes on: it takes many passes to come round */
  page: z.object({ identity: z.number(), identity_variant: z.number(), subject: z.number() }),
})

export type RetentionStep = (typeof STEPS)[number]
export type RetentionPlace = Readonly<z.infer<typeof schema>>
export type WalkedTable = keyof RetentionPlace['page']

/** A place that another version wrote, and that means nothing to this one, is the beginning. */
export function readRetentionPlace(stored: unknown): RetentionPlace {
  const result = schema.safeParse(stored)
  return result.success ? result.data : start
}

/** The same walks, another pass. */
export function nextPass({ page }: RetentionPlace): RetentionPlace {
  return { ...start, page }
}
