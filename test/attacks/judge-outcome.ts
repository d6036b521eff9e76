import { expect } from '@jest/globals'
import { expectationOf } from './expectation.ts'
import { leaksIn } from './planted.ts'
import type { Answer } from './raw-http.ts'
import type { Outcome, Run } from './run-attack.ts'
import { refusalsOf, type StoredRefusal } from './stored-refusals.ts'

/** Texts that no answer may contain: they would reveal software and paths. */
const TELLING: readonly RegExp[] = [
  /\bat .{0,80}:\d+:\d+/,
  /\b(select|insert|update|delete)\b.{0,80}\b(from|into|set|where)\b/i,
  /\b(sqlstate|postgres\w*|pg_\w+|relation "|syntax error at)/i,
  /(^|[\s"'(])(file:)?\/(home|usr|var|tmp|opt|app|root|etc|work|Users)\//,
  /[A-Z]:\\/,
  /node_modules|\bnode:|\.[cm]?[jt]s\b/,
  /\b(express|jose|saxes|zod|llhttp|HPE_[A-Z_]+|ERR_[A-Z_]+)\b/i,
  /\bv?\d+\.\d+\.\d+\b/,
]

const ANSWER_HEADERS = new Set([
  'allow',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'retry-after',
  'sap_messageprocessinglogid',
  'transfer-encoding',
  'www-authenticate',
  'x-content-type-options',
  'x-correlation-id',
])

/** RFC 6750 section 3.1: the answer to a valid token names the required scope. */
const TELLS_SCOPE: ReadonlySet<string> = new Set(['grant_missing', 'user_token_not_allowed'])

/** Throws with the expected and the received answer. */
export function judge(outcome: Outcome, refusals: readonly StoredRefusal[], { log }: Run): void {
  const { attack, answers, kept, outbound } = outcome
  const expected = expectationOf(attack.end)
  const own = refusalsOf(outcome, refusals)
  const [answer] = answers
  const lines = log.filter((line) => line.includes(`"${outcome.id}"`))
  const left = [...own.map(({ whole }) => whole), ...lines, ...answers.map(textOf)]
  expect({
    status: answer?.status ?? null,
    code: answer === undefined ? null : codeOf(answer),
    challenge: answer === undefined ? 'none' : challengeOf(answer),
    scope: answer?.headers.get('www-authenticate')?.includes(', scope="') ?? false,
    answers: answers.length,
    outbound,
    kept: kept.map(({ state, errorCode }) =>
      errorCode === null ? state : `${state}: ${errorCode}`,
    ),
    refusals: own.map(({ status, code, calls }) => ({ status, code, calls })),
    leaks: left.flatMap((text) => leaksIn(text, outcome.sent)),
    telling: answers.flatMap(tellingIn),
  }).toEqual({
    status: expected.status,
    code: expected.code,
    challenge: expected.challenge,
    scope: TELLS_SCOPE.has(attack.end),
    answers: expected.status === null ? 0 : 1,
    outbound: 0,
    kept: keptAs(expected.kept, expected.code),
    refusals:
      expected.refused === null
        ? []
        : [{ status: expected.status, code: expected.refused, calls: 1 }],
    leaks: [],
    telling: [],
  })
  for (const { advice } of own) expect(advice.length).toBeGreaterThan(30)
}

function keptAs(kept: 'recorded' | 'undecodable' | 'nothing', code: string | null): string[] {
  if (kept === 'nothing') return []
  return [kept === 'recorded' ? 'recorded' : `undecodable: ${code}`]
}

/** Of a SOAP fault or of JSON. */
export function codeOf({ body }: Answer): string | null {
  const inFault = /<e:code>(\w+)<\/e:code>/.exec(body)?.[1]
  return inFault ?? /"error":\{"code":"(\w+)"/.exec(body)?.[1] ?? null
}

function challengeOf({ headers }: Answer): string {
  const challenge = headers.get('www-authenticate')
  if (challenge === undefined) return 'none'
  if (!challenge.startsWith('Bearer realm="')) return challenge
  return /\berror="(\w+)"/.exec(challenge)?.[1] ?? 'bare'
}

function tellingIn(answer: Answer): string[] {
  const strange = [...answer.headers.keys()].filter((name) => !ANSWER_HEADERS.has(name))
  return [...strange, ...TELLING.flatMap((pattern) => pattern.exec(textOf(answer))?.[0] ?? [])]
}

function textOf({ headers, body }: Answer): string {
  return [...headers].map(([name, value]) => `${name}: ${value}`).join('\n') + body
}
