import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { verificationKeys } from '../../../lib/auth/keys/verification-key.ts'
import { type TestKey, testKey } from '../../support/fake-issuer.ts'

let key: TestKey
beforeAll(async () => {
  key = await testKey('k1')
})

describe('verificationKeys', () => {
  it('takes a public RSA key and knows it by its RFC 7638 thumbprint', async () => {
    const [taken] = await verificationKeys({ keys: [{ ...key.jwk, alg: 'RS256' }] }, ['RS256'])
    expect(taken).toMatchObject({
      keyId: 'k1',
      algorithm: 'RS256',
      thumbprint: await calculateJwkThumbprint(key.jwk),
    })
  })

  it.each<[string, (jwk: JWK) => unknown]>([
    ['without alg, use and kid', ({ kty, n, e }) => ({ kty, n, e })],
    ['with what SAP adds', (jwk) => ({ ...jwk, value: '-----BEGIN PUBLIC KEY-----', x5c: ['x'] })],
    ['with key_ops verify', (jwk) => ({ ...jwk, key_ops: ['verify'] })],
  ])('takes a key %s', async (_name, change) => {
    expect(await verificationKeys({ keys: [change(key.jwk)] }, ['RS256'])).toHaveLength(1)
  })

  it.each<[string, (jwk: JWK) => unknown]>([
    ['for encryption', (jwk) => ({ ...jwk, use: 'enc' })],
    ['for another algorithm', (jwk) => ({ ...jwk, alg: 'PS256' })],
    ['for signing alone', (jwk) => ({ ...jwk, key_ops: ['sign'] })],
    ['that is private', () => ({ ...key.privateKey.export({ format: 'jwk' }), kid: 'k1' })],
    ['that is symmetric', () => ({ kty: 'oct', k: 'c2VjcmV0', kid: 'k1' })],
    ['with a number missing', ({ kty, e }) => ({ kty, e })],
    ['with a kid that is no string', (jwk) => ({ ...jwk, kid: 7 })],
    ['that is no object', () => 'k1'],
    ['that is null', () => null],
  ])('leaves out a key %s and keeps its neighbour', async (_name, change) => {
    const keys = await verificationKeys({ keys: [change(key.jwk), key.jwk] }, ['RS256'])
    expect(keys.map(({ keyId }) => keyId)).toEqual(['k1'])
  })

  it('leaves out RSA below 2048 bits', async () => {
    const weak = await testKey('weak', 1024)
    expect(await verificationKeys({ keys: [weak.jwk] }, ['RS256'])).toEqual([])
  })

  it('takes an EC key where its algorithm is allowed', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = await exportJWK(publicKey)
    expect(await verificationKeys({ keys: [jwk] }, ['ES256'])).toHaveLength(1)
  })

  it('looks at a bounded number of keys', async () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => ({ ...key.jwk, kid: `k${index}` }))
    expect(await verificationKeys({ keys }, ['RS256'])).toHaveLength(100)
  })

  it.each([
    ['null', null],
    ['a list', []],
    ['keys as an object', { keys: {} }],
    ['no keys', {}],
  ])('rejects a document that is no key set: %s', async (_name, document) => {
    await expect(verificationKeys(document, ['RS256'])).rejects.toThrow()
  })
})
