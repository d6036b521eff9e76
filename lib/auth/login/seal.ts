import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'

/** Encrypts values for its own use (JWE, A256GCM). */
export interface Seal {
  close(value: unknown): Promise<string>
  /** null = encrypted with another secret, or changed */
  open(sealed: string): Promise<unknown>
}

const MAX_CHARACTERS = 64 * 1024

/**
 * A seal with a rotated secret: encrypts with the current secret, decrypts with the previous one
 * too.
 */
export function createRotatedSeal(current: () => string, purpose: string): Seal {
  let known = { secret: current(), seal: createSeal(current(), purpose) }
  let former: Seal | null = null
  const present = (): Seal => {
    const secret = current()
    if (secret !== known.secret) {
      former = known.seal
      known = { secret, seal: createSeal(secret, purpose) }
    }
    return known.seal
  }
  return {
    close: (value) => present().close(value),
    async open(sealed) {
      return (await present().open(sealed)) ?? (await former?.open(sealed)) ?? null
    },
  }
}

/**
 * @param secret at least 128 random bits, or a client secret
 * @param purpose separates the values of different uses
 */
export function createSeal(secret: string, purpose: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `sf-event-receiver ${purpose}`, 32))
  return {
    close: (value) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    async open(sealed) {
      if (sealed.length > MAX_CHARACTERS) return null
      try {
        const options = {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        }
        const { plaintext } = await compactDecrypt(sealed, key, options)
        return JSON.parse(Buffer.from(plaintext).toString('utf8')) as unknown
      } catch {
        return null
      }
    },
  }
}
