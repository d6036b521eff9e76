import fc from 'fast-check'
import { type Mutation, mutation } from '../decoder/mutation.ts'
import { type ForwardedCertificate, forwardedCertificate } from './certificates.ts'
import { ISSUER_NAMES, type IssuerName } from './issuers.ts'
import { type Change, claimChanges, headerChanges, rawPart } from './token-parts.ts'

/** The signers of a token. Only `issuer` signs as its issuer would. */
export const SIGNERS = [
  'issuer',
  'stranger',
  'nobody',
  'the same as before',
  'HMAC with the public key as PEM',
  'HMAC with the public key as DER',
  'HMAC with the key id',
  'PS256',
  'RS512',
] as const

export type Signer = (typeof SIGNERS)[number]

/** How a good token is spoiled as text. */
export type TextChange =
  | { readonly kind: 'bytes'; readonly mutation: Mutation }
  | { readonly kind: 'letter'; readonly at: number; readonly to: string }
  | { readonly kind: 'parts'; readonly order: readonly number[] }

/** The plan for a token, never the token itself. */
export type TokenPlan = { readonly certificate: ForwardedCertificate } & (
  | { readonly kind: 'headers'; readonly headers: readonly string[] }
  | { readonly kind: 'untouched'; readonly issuer: IssuerName; readonly spelling: string }
  | {
      readonly kind: 'changed'
      readonly issuer: IssuerName
      readonly changes: readonly TextChange[]
    }
  | {
      readonly kind: 'made'
      readonly issuer: IssuerName
      readonly signer: Signer
      readonly header: readonly Change[]
      readonly claims: readonly Change[]
    }
  | {
      readonly kind: 'raw'
      readonly issuer: IssuerName
      readonly header: string
      readonly claims: string
    }
)

const LETTERS = 'ABCXYZabcxyz0189-_+/=.~ '
/** `$` stands for the token. */
const SPELLINGS = ['Bearer $', 'bearer $', 'BEARER   $', 'Bearer $  ']

const issuer = fc.constantFrom(...ISSUER_NAMES)
const part = fc.nat(4)

export const textChange: fc.Arbitrary<TextChange> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('letter' as const),
      at: fc.nat(0xffff),
      to: fc.constantFrom(...LETTERS),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('bytes' as const), mutation }), weight: 2 },
  {
    arbitrary: fc.record({
      kind: fc.constant('parts' as const),
      order: fc.array(part, { maxLength: 5 }),
    }),
    weight: 1,
  },
)

const headers = fc.oneof(
  fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 3 }),
  fc.constantFrom<string[]>(
    [],
    [''],
    ['Bearer'],
    ['Bearer '],
    ['Basic YTpi'],
    ['Bearer a b'],
    ['Bearer a', 'Bearer a'],
    ['Bearer \u{1f600}'],
    ['Bearer a\r\nb: c'],
    ['Bearer ..'],
    ['Bearer e30.e30.'],
    ['Bearer e30.e30.e30.e30.e30'],
    ['Bearer bnVsbA.bnVsbA.bnVsbA'],
    [`Bearer ${'.'.repeat(16_000)}`],
    [`Bearer ${'a'.repeat(61_440)}`],
    [`Bearer ${'a'.repeat(61_441)}`],
    [`${'Bearer '.repeat(10_000)}`],
    [`Bearer ${' '.repeat(60_000)}a`],
  ),
  fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 60 }).map((text) => [`Bearer ${text}`]),
)

const certificate = forwardedCertificate

export const tokenPlan: fc.Arbitrary<TokenPlan> = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant('headers' as const), headers, certificate }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('untouched' as const),
      issuer,
      spelling: fc.constantFrom(...SPELLINGS),
      certificate,
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('changed' as const),
      issuer,
      changes: fc.array(textChange, { minLength: 1, maxLength: 3 }),
      certificate,
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('made' as const),
      issuer,
      signer: fc.oneof(
        { arbitrary: fc.constant<Signer>('issuer'), weight: 3 },
        { arbitrary: fc.constantFrom(...SIGNERS), weight: 2 },
      ),
      header: headerChanges,
      claims: claimChanges,
      certificate,
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('raw' as const),
      issuer,
      header: rawPart,
      claims: rawPart,
      certificate,
    }),
    weight: 1,
  },
)
