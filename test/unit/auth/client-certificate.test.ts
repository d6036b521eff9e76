import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { Caller } from '../../../lib/auth/caller.ts'
import {
  boundCertificate,
  requireCertificate,
} from '../../../lib/auth/tokens/client-certificate.ts'
import type { CertificateBinding } from '../../../lib/auth/trusted-issuer.ts'
import { plainIssuer } from '../../support/auth-fixtures.ts'
import { OTHER_CERTIFICATE, SENDER_CERTIFICATE } from '../../support/client-certificates.ts'

const { raw, fingerprint256 } = new X509Certificate(SENDER_CERTIFICATE)
const thumbprint = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
const caller: Caller = {
  issuer: 'https://harbour.example',
  clientId: 'sender',
  tenant: '',
  grants: new Set(['Ingest']),
  scopes: [],
  person: false,
  user: null,
  certificate: thumbprint,
}
const refused = expect.objectContaining({ code: 'token_certificate' })
const encoded = (pem: string) => encodeURIComponent(pem)
const oneLine = (pem: string) => pem.replaceAll('\n', '')

describe('a token that is bound to a certificate', () => {
  const bound = (cnf: unknown, certificateBinding: CertificateBinding) =>
    boundCertificate({ cnf } as never, plainIssuer('https://h.example', { certificateBinding }))

  it('is read by the rule of its issuer', () => {
    expect(bound({ 'x5t#S256': thumbprint }, 'off')).toBeNull()
    expect(bound({ 'x5t#S256': thumbprint }, 'if-present')).toBe(thumbprint)
    expect(bound({ 'x5t#S256': thumbprint }, 'required')).toBe(thumbprint)
    expect(bound(undefined, 'if-present')).toBeNull()
    expect(bound({ jkt: 'x' }, 'if-present')).toBeNull()
  })

  it.each<[string, unknown, CertificateBinding]>([
    ['none', undefined, 'required'],
    ['null', null, 'required'],
    ['another kind', { jkt: thumbprint }, 'required'],
    ['a number', { 'x5t#S256': 7 }, 'if-present'],
    ['a short one', { 'x5t#S256': 'abc' }, 'if-present'],
    ['a padded one', { 'x5t#S256': `${thumbprint}=` }, 'if-present'],
  ])('is refused where the binding is %s', (_name, cnf, rule) => {
    expect(() => bound(cnf, rule)).toThrow(refused)
  })
})

describe('the certificate that a router forwards', () => {
  it.each([
    ['in base64', raw.toString('base64')],
    ['as PEM in one line', oneLine(SENDER_CERTIFICATE)],
    ['as PEM with escaped line ends', SENDER_CERTIFICATE.replaceAll('\n', '\\n')],
    ["in Envoy's form", `Hash=abc;Cert="${encoded(SENDER_CERTIFICATE)}";Subject=""`],
    [
      'as the last of several',
      `By=x;Cert="${encoded(OTHER_CERTIFICATE)}",By=y;Cert="${encoded(SENDER_CERTIFICATE)}"`,
    ],
  ])('is accepted %s', (_name, header) => {
    expect(() => requireCertificate(caller, [header])).not.toThrow()
  })

  it.each([
    ['none', []],
    ['an empty one', ['']],
    ['another one', [oneLine(OTHER_CERTIFICATE)]],
    [
      'ours before another',
      [`Cert="${encoded(SENDER_CERTIFICATE)}",Cert="${encoded(OTHER_CERTIFICATE)}"`],
    ],
    ['its hash alone', [`Hash=${thumbprint}`]],
    ['two headers', [raw.toString('base64'), raw.toString('base64')]],
    ['one that is no certificate', [Buffer.from('certificate').toString('base64')]],
    ['broken percent signs', ['Cert="%E0%A4%A"']],
    ['one that is far too long', [`${raw.toString('base64')}${'A'.repeat(20_000)}`]],
  ])('is refused: %s', (_name, headers) => {
    expect(() => requireCertificate(caller, headers)).toThrow(refused)
  })

  it('is not asked of a token that is bound to none', () => {
    expect(() => requireCertificate({ ...caller, certificate: null }, ['x'])).not.toThrow()
  })
})
