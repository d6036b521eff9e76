import type { Explanation, RuleAnswer } from '../../auth/explain-token.ts'
import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'

/** Whether a call with this token may send events. */
export function isAccepted({ form, entries }: Explanation): boolean {
  return form.every(isKept) && entries.some(({ rules }) => rules.length > 0 && rules.every(isKept))
}

/** The result of each rule, and the verdict. */
export function reportLines(explanation: Explanation, issuers: readonly TrustedIssuer[]): string[] {
  const { form, entries } = explanation
  return [
    `${issuers.length} trusted issuer(s): ${issuers.map((issuer) => `${issuer.issuers[0]} (${issuer.kind})`).join(', ')}`,
    '',
    ...form.map(line),
    ...entries.flatMap(({ issuer, kind, rules }) => [
      '',
      `As a token of ${issuer} (${kind}):`,
      ...rules.map(line),
    ]),
    '',
    isAccepted(explanation)
      ? 'This token may send events.'
      : 'This token may not send events: the lines marked with ✗ say why.',
  ]
}

const MARKS = { true: '✓', false: '✗', null: '-' } as const

function line({ rule, kept, said }: RuleAnswer): string {
  return `  ${MARKS[String(kept) as keyof typeof MARKS]} ${rule.padEnd(16)} ${said}`
}

function isKept({ kept }: RuleAnswer): boolean {
  return kept === true
}
