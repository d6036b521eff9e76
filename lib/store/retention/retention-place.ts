import { z } from 'zod'

/** The steps of a pass, in their order. */
const STEPS = [
  'overdue',
  'messages',
  'subjects',
  // Variants come first: an identity stays as long as it has one.
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
  step: 'overdue' as RetentionStep,
  periods: '',
  period: 0,
  walkedTo: {} as Record<string, string>,
  after: null as string | null,
  deleted: 0,
  subjects: [] as string[],
  pagesLeft: null as number | null,
  page: { identity: 0, identity_variant: 0, subject: 0 },
}

const schema = z.object({
  step: z.enum(STEPS),
  /** digest of the periods in force */
  periods: z.string(),
  /** index of the period that the step `messages` walks, the shortest first */
  period: z.number(),
  /** the last message that each shorter period has walked, by milliseconds */
  walkedTo: z.record(z.string(), z.string()),
  /** the last row of this step */
  after: z.string().nullable(),
  /** messages deleted by this pass */
  deleted: z.number(),
  /** ids of subjects that may be unused now */
  subjects: z.array(z.string()),
  /** pages of the current table left for this pass; null = not started */
  pagesLeft: z.number().nullable(),
  /** next page of each walked table; a round takes many passes */
  page: z.object({ identity: z.number(), identity_variant: z.number(), subject: z.number() }),
})

type RetentionStep = (typeof STEPS)[number]
export type RetentionPlace = Readonly<z.infer<typeof schema>>
export type WalkedTable = keyof RetentionPlace['page']

/** Starts from the beginning if another version wrote a place that this one cannot read. */
export function readRetentionPlace(stored: unknown): RetentionPlace {
  const result = schema.safeParse(stored)
  return result.success ? result.data : start
}

/** The start of the next pass; walks over tables and of shorter periods continue. */
export function nextPass({ page, periods, walkedTo }: RetentionPlace): RetentionPlace {
  return { ...start, page, periods, walkedTo }
}

/** Other periods need a new walk over all messages. */
export function underPeriods(place: RetentionPlace, digest: string): RetentionPlace {
  return place.periods === digest ? place : { ...start, page: place.page, periods: digest }
}

/** The start of the next step; null = this was the last one. */
export function nextStep(place: RetentionPlace): RetentionPlace | null {
  const step = STEPS[STEPS.indexOf(place.step) + 1]
  return step === undefined ? null : { ...place, step, after: null, pagesLeft: null }
}
