import fc from 'fast-check'
import { type Authenticator, createAuthenticator } from '../../../lib/auth/tokens/authenticate.ts'
import { isAuthErrorCode } from '../../../lib/auth/tokens/challenge.ts'
import { ReceiverError } from '../../../lib/errors.ts'
import { NOW_SECONDS, plainIssuer } from '../../../test/support/auth-fixtures.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import type { Verdict } from './check-token.ts'
import { type Change, claimChanges, withChanges } from './token-parts.ts'

/** An opaque token with the introspection answer of its issuer. */
export interface Question {
  readonly token: string
  readonly status: number
  readonly contentType: string
  readonly answer: string
}

const CLAIMS = { active: true, client_id: 'quay', aud: 'harbour', exp: NOW_SECONDS + 36_000 }

const answers = fc.oneof(
  { arbitrary: claimChanges.map((changes) => withChanges(CLAIMS, changes)), weight: 4 },
  {
    arbitrary: fc
      .json({ maxDepth: 1 })
      .map((json): Change => ({ name: 'active', json, first: false }))
      .map((change) => withChanges(CLAIMS, [change])),
    weight: 2,
  },
  { arbitrary: fc.json({ maxDepth: 2 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 30 }), weight: 1 },
)

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_'

export const question: fc.Arbitrary<Question> = fc.record({
  token: fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 24 }),
  status: fc.oneof(
    { arbitrary: fc.constant(200), weight: 9 },
    { arbitrary: fc.constantFrom(204, 301, 400, 401, 500), weight: 1 },
  ),
  contentType: fc.oneof(
    { arbitrary: fc.constant('application/json'), weight: 9 },
    { arbitrary: fc.constantFrom('text/html', 'application/jwt', ''), weight: 1 },
  ),
  answer: answers,
})

export interface Introspection {
  /** @throws BrokenPromise */
  check(asked: Question): Promise<Verdict>
  /** calls of the endpoint so far */
  calls(): number
  close(): void
}

/** An authenticator whose issuer introspects each token, with the given answer. */
export function openIntrospection(): Introspection {
  let calls = 0
  let underWay = new Map<string, Question>()
  const authenticator = createAuthenticator([trusted()], {
    now: () => NOW_SECONDS * 1_000,
    maxTokens: 1_000,
    async fetch(_url, { body }) {
      calls += 1
      const token = new URLSearchParams(String(body)).get('token') ?? ''
      const { status = 500, contentType = '', answer = '' } = underWay.get(token) ?? {}
      const text = status === 204 ? null : answer
      return new Response(text, { status, headers: { 'content-type': contentType } })
    },
  })
  let serial = 0
  return {
    calls: () => calls,
    close: () => authenticator.close(),
    async check(asked) {
      // the cached answer of one token must not be used for another one
      serial += 1
      const token = `${asked.token}-${serial}`
      underWay.set(token, asked)
      try {
        return await ask(authenticator, token, asked)
      } finally {
        underWay.delete(token)
        if (underWay.size === 0) underWay = new Map()
      }
    },
  }
}

async function ask(authenticator: Authenticator, token: string, asked: Question): Promise<Verdict> {
  const since = performance.now()
  try {
    await authenticator.authenticate([`Bearer ${token}`])
  } catch (error) {
    if (!(error instanceof ReceiverError)) {
      const name = error instanceof Error ? error.name : typeof error
      throw new BrokenPromise(
        `only a ReceiverError comes out of an introspection, not a ${name}`,
        String(error),
      )
    }
    if (!isAuthErrorCode(error.code)) {
      throw new BrokenPromise('only an AuthErrorCode comes out of an introspection', error.code)
    }
    return { code: error.code, ms: performance.now() - since }
  }
  if (!isActive(asked)) {
    throw new BrokenPromise('a token that its issuer does not call active is refused', 'a caller')
  }
  return { code: null, ms: performance.now() - since }
}

function isActive({ status, answer }: Question): boolean {
  if (status !== 200) return false
  try {
    return (JSON.parse(answer) as { active?: unknown } | null)?.active === true
  } catch {
    return false
  }
}

function trusted() {
  return plainIssuer('https://login.example', {
    kind: 'introspection',
    audience: { kind: 'unchecked' },
    proof: {
      kind: 'introspection',
      uri: 'https://login.example/introspect',
      clientId: 'receiver',
      clientSecret: () => 'not-a-secret',
      rememberSeconds: 60,
    },
  })
}
