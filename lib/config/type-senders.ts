import { z } from 'zod'
import type { SenderRule } from '../auth/sender-rule.ts'
import { describeIssues, parseJson } from './parse-json.ts'

const VARIABLE = 'TYPE_SENDERS'

const oneOrMore = z
  .union([z.string().min(1).max(400), z.array(z.string().min(1).max(400)).min(1)])
  .transform((given) => [given].flat())

const schema = z.array(
  z.strictObject({
    type: oneOrMore,
    sender: oneOrMore,
    company: z.string().min(1).max(64).optional(),
  }),
)

/** Reads TYPE_SENDERS; mistakes contain no values. Pure. */
export function readTypeSenders(text: string | undefined): {
  readonly senders: SenderRule[]
  readonly mistakes: string[]
} {
  if (text === undefined) return { senders: [], mistakes: [] }
  const parsed = schema.safeParse(parseJson(text))
  if (parsed.success) {
    const senders = parsed.data.map(({ type, sender, company = null }) => ({
      types: type,
      senders: sender,
      company,
    }))
    return { senders, mistakes: [] }
  }
  const expected =
    'expected a JSON array such as [{"type":"com.example.Hired","sender":"Event Hub"}], with a company if the entry is for one company'
  return { senders: [], mistakes: describeIssues(VARIABLE, parsed.error, expected) }
}
