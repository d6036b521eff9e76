import type { EntryAnswer, Explanation, RuleAnswer } from '../../auth/explain-token.ts'
import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'

/** Whether a call with this token may send events. */
export function isAccepted({ form, entries }: Explanation): boolean {
  return form.every(isKept) && entries.some(({ rules }) => rules.length > 0 && rules.every(isKept))
}

/** The answers of all rules as text, and the verdict. */
export function report(explanation: Explanation, issuers: readonly TrustedIssuer[]): string {
  const { form, entries } = explanation
  const lines = [
    `${issuers.length} trusted issuer(s): ${issuers.map((issuer) => `${issuer.issuers[0]} (${issuer.kind})`).join(', ')}`,
    '',
    ...form.map(line),
    ...entries.flatMap((entry) => ['', ...entryLines(entry)]),
    '',
    isAccepted(explanation)
      ? 'This token may send events.'
      : 'This token may not send events: what is marked with ✗ says why.',
  ]
  return lines.join('\n')
}

function entryLines({ issuer, kind, rules }: EntryAnswer): string[] {
  return [`As a token of ${issuer} (${kind}):`, ...rules.map(line)]
}

const MARKS = { true: '✓', false: '✗', null: '-' } as const

function line({ rule, kept, said }: RuleAnswer): string {
  return `  ${MARKS[String(kept) as keyof typeof MARKS]} ${rule.padEnd(16)} ${said}`
}

function isKept({ kept }: RuleAnswer): boolean {
  return kept === true
}
