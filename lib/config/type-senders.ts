import { z } from 'zod'
import type { SenderRule } from '../auth/sender-rule.ts'

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

/** What TYPE_SENDERS says, and what is wrong with it; no value is repeated. Pure. */
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
  const mistakes = parsed.error.issues.map(({ path }) => {
    const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    return `${VARIABLE}${steps.join('')}: expected a JSON array such as [{"type":"com.example.Hired","sender":"Event Hub"}], with a company where it holds for one alone`
  })
  return { senders: [], mistakes }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
