import { matchesType } from '../events/select-events.ts'
import type { NamedCaller } from './caller.ts'

/** Whose events of some types count, where several senders bring the same changes. */
export interface SenderRule {
  /** types, or patterns of types with `*` */
  readonly types: readonly string[]
  /** names of CALLERS, or client ids */
  readonly senders: readonly string[]
  /** the only company that it holds for; null = all */
  readonly company: string | null
}

export interface SentType {
  readonly type: string | null
  readonly company: string | null
}

/** The first rule for a type in a company; null = every sender counts. */
export function senderRuleFor(
  rules: readonly SenderRule[],
  { type, company }: SentType,
): SenderRule | null {
  const found = rules.find(
    (rule) =>
      (rule.company === null || rule.company === company) &&
      rule.types.some((pattern) => matchesType(pattern, type)),
  )
  return found ?? null
}

/** Whether another sender counts for the type. The event itself is not looked at. Pure. */
export function isFromOtherSender(
  rules: readonly SenderRule[],
  sent: SentType,
  { name, clientId }: Pick<NamedCaller, 'name' | 'clientId'>,
): boolean {
  const rule = senderRuleFor(rules, sent)
  if (rule === null) return false
  return !rule.senders.includes(clientId) && (name === null || !rule.senders.includes(name))
}
