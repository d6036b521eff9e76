import { hash } from 'node:crypto'
import fc from 'fast-check'
import { TENANT } from '../../../test/support/auth-fixtures.ts'
import { sign, type TestKey } from '../../../test/support/fake-issuer.ts'
import { changeText } from '../tokens/make-token.ts'
import { type TextChange, textChange } from '../tokens/token-plan.ts'

const APP = 'harbour-events!t77'

export type Sender =
  | 'sender'
  | 'operator'
  | 'watcher'
  | 'nobody'
  | 'person'
  | 'late'
  | 'stranger'
  | 'a NUL in its id'
  | 'half a pair in its id'
  | 'a long id'
  | 'marks in its id'
  | 'odd scopes'

/** The additional claims in the valid token of each sender. */
const SENDERS: Readonly<Record<Sender, Readonly<Record<string, unknown>>>> = {
  sender: { scope: [`${APP}.Ingest`] },
  operator: { scope: [`${APP}.Monitor`, `${APP}.Reveal`, `${APP}.Operate`] },
  watcher: { scope: [`${APP}.Monitor`] },
  nobody: { scope: [] },
  person: { scope: [`${APP}.Ingest`, `${APP}.Monitor`], grant_type: 'password', user_name: 'quay' },
  late: { scope: [`${APP}.Ingest`], exp: 1 },
  stranger: { scope: [`${APP}.Ingest`], aud: ['another-service'] },
  'a NUL in its id': { scope: [`${APP}.Ingest`, `${APP}.Monitor`], client_id: 'quay\u0000' },
  'half a pair in its id': { scope: [`${APP}.Ingest`, `${APP}.Monitor`], client_id: 'quay\ud800' },
  'a long id': { scope: [`${APP}.Ingest`, `${APP}.Monitor`], client_id: longId() },
  'marks in its id': { scope: [`${APP}.Ingest`, `${APP}.Monitor`], client_id: `'"\\\n<&%é` },
  'odd scopes': { scope: [`${APP}.Ingest`, 'a\u0000', '\udfff', '"', 'x'.repeat(2_000)] },
}

export const SENDER_NAMES = Object.keys(SENDERS) as Sender[]
/** Of letters that no index can make shorter. */
function longId(): string {
  return Array.from({ length: 60 }, (_, index) => hash('sha512', `${index}`, 'base64')).join('')
}

/** Those that are good for nothing but for oddness. */
export const ODD_SENDERS: readonly Sender[] = SENDER_NAMES.filter((name) =>
  /^(a|half|marks|odd) /.test(name),
)

/** Which token a request carries: how it is made, never the token itself. */
export type TokenChoice =
  | { readonly kind: 'good'; readonly sender: Sender }
  | { readonly kind: 'changed'; readonly sender: Sender; readonly changes: readonly TextChange[] }
  | { readonly kind: 'headers'; readonly values: readonly string[] }

export type Tokens = Readonly<Record<Sender, string>>

/** The binding of the issuer. */
export function bindingOf(url: string): object {
  return { clientid: `sb-${APP}`, xsappname: APP, url, tenantid: TENANT }
}

export async function signTokens(url: string, key: TestKey): Promise<Tokens> {
  const now = Math.floor(Date.now() / 1_000)
  const signed = Object.entries(SENDERS).map(async ([name, claims]) => {
    const all = {
      client_id: 'quay',
      grant_type: 'client_credentials',
      aud: [APP],
      zid: TENANT,
      iss: `${url}/oauth/token`,
      iat: now,
      exp: now + 12 * 3_600,
      ...claims,
    }
    return [name, await sign(all, key)] as const
  })
  return Object.fromEntries(await Promise.all(signed)) as Tokens
}

/** The Authorization headers of a request. */
export function authorizationOf(choice: TokenChoice, tokens: Tokens): readonly string[] {
  switch (choice.kind) {
    case 'headers':
      return choice.values
    case 'good':
      return [`Bearer ${tokens[choice.sender]}`]
    default: {
      const token = choice.changes.reduce(changeText, tokens[choice.sender])
      // a character that no header allows would change the request
      return [`Bearer ${token.replaceAll(/[^\x20-\x7e]/g, '?')}`]
    }
  }
}

const good = (sender: Sender): TokenChoice => ({ kind: 'good', sender })
const headers = (...values: string[]): TokenChoice => ({ kind: 'headers', values })

/** Nearly always the one that may; else any other. */
export function tokenOf(sender: Sender): fc.Arbitrary<TokenChoice> {
  return fc.oneof(
    { arbitrary: fc.constant(good(sender)), weight: 30 },
    { arbitrary: fc.constantFrom(...SENDER_NAMES).map(good), weight: 3 },
    { arbitrary: fc.constantFrom(...ODD_SENDERS).map(good), weight: 2 },
    {
      arbitrary: fc.record({
        kind: fc.constant('changed' as const),
        sender: fc.constant(sender),
        changes: fc.array(textChange, { minLength: 1, maxLength: 2 }),
      }),
      weight: 3,
    },
    {
      arbitrary: fc.constantFrom(
        headers(),
        headers(''),
        headers('Basic YTpi'),
        headers('Bearer'),
        headers('Bearer a', 'Bearer b'),
        headers('Bearer e30.e30.e30'),
        headers(`Bearer ${'a'.repeat(20_000)}`),
      ),
      weight: 2,
    },
  )
}
