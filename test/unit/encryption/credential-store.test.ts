import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { readCredential } from '../../../lib/encryption/credential-store.ts'

const client = generateKeyPairSync('rsa', { modulusLength: 2048 })
const server = generateKeyPairSync('rsa', { modulusLength: 2048 })
const credential = {
  url: 'https://credstore.example.com/api/v1/credentials',
  username: 'user',
  password: 'secret',
  clientPrivateKey: client.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  serverPublicKey: server.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  namespace: 'receiver',
  name: 'master-key',
}

/** SAP Credential Store with one namespace. */
function credentialStore(passwords: Map<string, string>, asked: string[] = []) {
  return async (url: string, { method = 'GET', headers, body }: RequestInit) => {
    const given = new Headers(headers)
    asked.push(`${method} ${given.get('sapcp-credstore-namespace')}`)
    expect(given.get('authorization')).toBe(`Basic ${btoa('user:secret')}`)
    if (method === 'POST') {
      expect(given.get('if-none-match')).toBe('*')
      const { plaintext } = await compactDecrypt(String(body), server.privateKey)
      const { name, value } = JSON.parse(Buffer.from(plaintext).toString())
      if (passwords.has(name)) return new Response(null, { status: 412 })
      passwords.set(name, value)
      return new Response(null, { status: 201 })
    }
    const value = passwords.get(new URL(url).searchParams.get('name') ?? '')
    if (value === undefined) return new Response(null, { status: 404 })
    const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify({ name: 'x', value })))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
      .encrypt(client.publicKey)
    return new Response(sealed, { status: 200 })
  }
}

describe('a master key in SAP Credential Store', () => {
  it('is read, decrypted by the key of the binding', async () => {
    const passwords = new Map([['master-key', 'the key']])
    expect(await readCredential(credential, credentialStore(passwords))).toBe('the key')
  })

  it('is created once, also by instances that start together', async () => {
    const passwords = new Map<string, string>()
    const store = credentialStore(passwords)
    const [first, second] = await Promise.all([
      readCredential(credential, store),
      readCredential(credential, store),
    ])
    expect(first).toBe(second)
    expect(Buffer.from(first ?? '', 'base64')).toHaveLength(32)
    expect(await readCredential(credential, store)).toBe(first)
  })

  it.each([401, 500])('is away if the service answers %d; no secret is shown', async (status) => {
    const failing = readCredential(credential, async () => new Response('secret', { status }))
    await expect(failing).rejects.toMatchObject({ code: 'master_key_away' })
    await expect(failing).rejects.not.toThrow(/secret/)
  })
})
