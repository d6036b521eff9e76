import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { OTHER_CERTIFICATE, SENDER_CERTIFICATE } from '../../../test/support/client-certificates.ts'

export function thumbprintOf(pem: string): string {
  const { fingerprint256 } = new X509Certificate(pem)
  return Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
}

/** Ways in which routers forward a certificate. */
const SPELLINGS = {
  base64: (pem: string) => new X509Certificate(pem).raw.toString('base64'),
  pem: (pem: string) => pem.replaceAll('\n', ''),
  envoy: (pem: string) => `Hash=00;Cert="${encodeURIComponent(pem)}"`,
}

type Spelling = keyof typeof SPELLINGS

export interface ForwardedCertificate {
  readonly headers: readonly string[]
  /** it is the certificate that the tokens are bound to */
  readonly isSender: boolean
}

const spellings = fc.constantFrom(...(Object.keys(SPELLINGS) as Spelling[]))

const garbage = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('%', 'Cert="%zz"', 'Cert="%"', 'Cert=""', ',', 'A'.repeat(17_000)),
  fc.constantFrom(
    '-----BEGIN CERTIFICATE----------END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----',
    'Hash=00;Cert="-----BEGIN%20CERTIFICATE-----"',
  ),
)

export const forwardedCertificate: fc.Arbitrary<ForwardedCertificate> = fc.oneof(
  {
    arbitrary: spellings.map((how) => sent([SPELLINGS[how](SENDER_CERTIFICATE)], true)),
    weight: 5,
  },
  { arbitrary: fc.constant(sent([], false)), weight: 3 },
  {
    arbitrary: spellings.map((how) => sent([SPELLINGS[how](OTHER_CERTIFICATE)], false)),
    weight: 1,
  },
  { arbitrary: garbage.map((header) => sent([header], false)), weight: 2 },
  {
    arbitrary: spellings.map((how) => {
      const header = SPELLINGS[how](SENDER_CERTIFICATE)
      return sent([header, header], false)
    }),
    weight: 1,
  },
)

function sent(headers: readonly string[], isSender: boolean): ForwardedCertificate {
  return { headers, isSender }
}
