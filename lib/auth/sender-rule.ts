import { matchesType } from '../events/select-events.ts'
import type { NamedCaller } from './caller.ts'

/** The senders whose events of some types count, if several senders send the same changes. */
export interface SenderRule {
  /** event types, or patterns with `*` */
  readonly types: readonly string[]
  /** names of CALLERS, or client ids */
  readonly senders: readonly string[]
  /** null = all companies */
  readonly company: string | null
}

export interface SentType {
  readonly type: string | null
  readonly company: string | null
}

/** The first rule for a type and company; null = every sender counts. */
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

/** Whether the rule of the type selects another sender. Pure. */
export function isFromOtherSender(
  rules: readonly SenderRule[],
  sent: SentType,
  { name, clientId }: Pick<NamedCaller, 'name' | 'clientId'>,
): boolean {
  const rule = senderRuleFor(rules, sent)
  if (rule === null) return false
  return !rule.senders.includes(clientId) && (name === null || !rule.senders.includes(name))
}
