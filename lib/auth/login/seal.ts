import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'

/** Seals what only its holder may read (JWE, A256GCM). */
export interface Seal {
  close(value: unknown): Promise<string>
  /** null = it was not sealed by this, or was changed */
  open(sealed: string): Promise<unknown>
}

const MAX_CHARACTERS = 64 * 1024

/**
 * A seal whose secret is rotated while it is in use: it closes with the present one, and opens what
 * the one before has closed.
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
 * @param secret at least 128 bits of chance, or a secret of a client
 * @param purpose keeps what is sealed for one thing from being used for another
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
