import { X509Certificate } from 'node:crypto'
import { OTHER_CERTIFICATE, SENDER_CERTIFICATE } from '../support/client-certificates.ts'
import { type Attack, HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import type { Forge } from './forge.ts'
import { requestBytes } from './raw-http.ts'

const { raw, fingerprint256 } = new X509Certificate(SENDER_CERTIFICATE)
const thumbprint = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
const ours = raw.toString('base64')
const other = new X509Certificate(OTHER_CERTIFICATE).raw.toString('base64')
const oneLine = (pem: string) => pem.replaceAll('\n', '')
const encoded = encodeURIComponent
const forwarded = (value: string) => [`X-Forwarded-Client-Cert: ${value}`]

const bound = (f: Forge, cnf: unknown = { 'x5t#S256': thumbprint }, path = '/bound') =>
  f.signed(f.plainClaims(path, { cnf }))

/** Headers that come with a token which is bound to the sender's certificate. */
const FORGED: readonly (readonly [what: string, headers: readonly string[]])[] = [
  ['no header', []],
  ['an empty header', forwarded('')],
  ['another certificate', forwarded(other)],
  ['another certificate as PEM', forwarded(oneLine(OTHER_CERTIFICATE))],
  ['another certificate of a proxy', forwarded(`Cert="${encoded(OTHER_CERTIFICATE)}"`)],
  ['ours, but another is the nearest', forwarded(twoOf(SENDER_CERTIFICATE, OTHER_CERTIFICATE))],
  ['its hash alone', forwarded(`Hash=${fingerprint256.replaceAll(':', '').toLowerCase()}`)],
  ['its hash with another', forwarded(`Hash=${thumbprint};Cert="${encoded(OTHER_CERTIFICATE)}"`)],
  ['its thumbprint alone', forwarded(thumbprint)],
  ['its subject alone', forwarded('Subject="CN=sender"')],
  ['the chain alone', forwarded(`Chain="${encoded(SENDER_CERTIFICATE)}"`)],
  ['an empty certificate', forwarded('Cert=""')],
  ['broken percent signs', forwarded('Cert="%E0%A4%A"')],
  ['half of it', forwarded(ours.slice(0, 200))],
  ['its text in capitals', forwarded(ours.toUpperCase())],
  ['no certificate', forwarded(Buffer.from('certificate').toString('base64'))],
  ['a public key', forwarded(`-----BEGIN PUBLIC KEY-----${ours}-----END PUBLIC KEY-----`)],
  ['20,000 characters', forwarded(ours + 'A'.repeat(20_000))],
  ['ours twice', [...forwarded(ours), ...forwarded(ours)]],
  ['another, then ours', [...forwarded(other), ...forwarded(ours)]],
  ['ours, then nothing', [...forwarded(ours), ...forwarded('')]],
  ['Client-Cert (RFC 9440)', [`Client-Cert: :${ours}:`]],
  ['ssl-client-cert', [`ssl-client-cert: ${encoded(SENDER_CERTIFICATE)}`]],
  ['X-SSL-Client-Cert', [`X-SSL-Client-Cert: ${ours}`]],
  ['X-Client-Cert', [`X-Client-Cert: ${ours}`]],
  ['an underscore in its name', [`X_Forwarded_Client_Cert: ${ours}`]],
  ['a list that begins with it', [`X-Forwarded-Client-Cert-Chain: ${ours}`]],
]

/** Wrong `cnf` claims of a token that must be bound. The forwarded certificate is right. */
const NOT_BOUND: readonly (readonly [what: string, cnf: unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['a text', thumbprint],
  ['a list', [thumbprint]],
  ['a key (RFC 9449)', { jkt: thumbprint }],
  ['its SHA-1', { x5t: thumbprint }],
  ['a number', { 'x5t#S256': 7 }],
  ['a list of thumbprints', { 'x5t#S256': [thumbprint] }],
  ['an empty thumbprint', { 'x5t#S256': '' }],
  ['a padded thumbprint', { 'x5t#S256': `${thumbprint}=` }],
  ['the thumbprint in hex', { 'x5t#S256': fingerprint256.replaceAll(':', '') }],
  ['another thumbprint', { 'x5t#S256': 'A'.repeat(43) }],
]

type Row = readonly [
  what: string,
  end: End,
  token: (f: Forge) => string,
  headers: readonly string[],
]

const rows: readonly Row[] = [
  ['the token with its certificate', 'accepted', (f) => bound(f), forwarded(ours)],
  ...FORGED.flatMap(([what, headers]): Row[] => [
    [what, 'token_certificate', (f) => bound(f), headers],
    [
      `${what}, where it is not required`,
      'token_certificate',
      (f) => bound(f, undefined, '/perhaps-bound'),
      headers,
    ],
  ]),
  ...NOT_BOUND.map(
    ([what, cnf]): Row => [
      `bound to ${what}`,
      'token_certificate',
      (f) => f.signed(f.plainClaims('/bound', { cnf })),
      forwarded(ours),
    ],
  ),
  [
    'a forged one beside a token that is bound to none',
    'accepted',
    (f) => f.signed(f.plainClaims('/perhaps-bound')),
    forwarded(other),
  ],
  [
    'a forged one where bindings are not looked at',
    'accepted',
    (f) => f.signed(),
    forwarded(other),
  ],
]

export const certificateAttacks: readonly Attack[] = rows.map(([what, end, token, headers]) => ({
  name: `A14 RFC 8705 3 ${what}`,
  end,
  bytes: (forge, id) =>
    requestBytes(id, {
      headers: [`Authorization: Bearer ${token(forge)}`, ...headers],
      body: HARMLESS_BODY,
    }),
}))

function twoOf(first: string, last: string): string {
  return `By=x;Cert="${encoded(first)}",By=y;Cert="${encoded(last)}"`
}
