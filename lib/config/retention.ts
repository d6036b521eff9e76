import { z } from 'zod'
import { RETENTION_OUTCOMES, type RetentionRule } from '../store/retention/retention-rules.ts'
import type { Environment } from './environment-schema.ts'
import { parseJson } from './parse-json.ts'

/** How long what is kept (ms). Nothing that waits for somebody is ever deleted. */
export interface RetentionConfig {
  /** finished messages that no rule names */
  readonly defaultMs: number
  /** records of reveals, and at least as long as the revealed message */
  readonly auditMs: number
  /** for finished messages; the first rule that fits an event counts */
  readonly rules: readonly RetentionRule[]
}

type RetentionVariables = Pick<
  Environment,
  'RETENTION_DAYS' | 'AUDIT_RETENTION_DAYS' | 'RETENTION_RULES'
>

const DAY_MS = 24 * 60 * 60_000
const VARIABLE = 'RETENTION_RULES'
const MAX_RULES = 50
/** Each period reads every message once. */
const MAX_PERIODS = 10

const name = z.string('expected a text').min(1, 'expected a text').max(400)

const ruleSchema = z
  .strictObject({
    company: name.optional(),
    type: name
      .regex(/^(?!.*\*\*)\S+$/, 'expected an event type, or a pattern with single *')
      .optional(),
    outcome: z
      .enum(RETENTION_OUTCOMES, `expected one of ${RETENTION_OUTCOMES.join(', ')}`)
      .optional(),
    days: z
      .int('expected a whole number of days')
      .min(1, 'expected at least 1')
      .max(3_650, 'expected at most 3650'),
  })
  .refine(
    ({ company, type, outcome }) => [company, type, outcome].some((given) => given !== undefined),
    'expected company, type or outcome; RETENTION_DAYS is the period of all others',
  )

const rulesSchema = z
  .array(ruleSchema, 'expected a list such as [{"type":"com.successfactors.*","days":30}]')
  .max(MAX_RULES, `expected at most ${MAX_RULES} rules`)

/** Reads the periods; mistakes contain no values. Pure. */
export function readRetention(given: RetentionVariables | null): {
  readonly retention: RetentionConfig
  readonly mistakes: string[]
} {
  const { RETENTION_DAYS = 90, AUDIT_RETENTION_DAYS = 365, RETENTION_RULES } = given ?? {}
  const periods = { defaultMs: RETENTION_DAYS * DAY_MS, auditMs: AUDIT_RETENTION_DAYS * DAY_MS }
  const none = { retention: { ...periods, rules: [] }, mistakes: [] }
  if (RETENTION_RULES === undefined) return none
  const parsed = rulesSchema.safeParse(parseJson(RETENTION_RULES))
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(
      ({ path, message }) => `${[VARIABLE, ...path.map(String)].join('.')}: ${message}`,
    )
    return { ...none, mistakes }
  }
  const rules = parsed.data.map(({ company = null, type = null, outcome = null, days }) => ({
    ...{ company, type: type === '*' ? null : type, outcome },
    ms: days * DAY_MS,
  }))
  const distinct = new Set([periods.defaultMs, ...rules.map(({ ms }) => ms)])
  if (distinct.size > MAX_PERIODS) {
    const mistake = `${VARIABLE}: expected at most ${MAX_PERIODS} different periods with RETENTION_DAYS; give rules the same days`
    return { ...none, mistakes: [mistake] }
  }
  return { retention: { ...periods, rules }, mistakes: [] }
}
