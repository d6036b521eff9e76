/** Bytes of a key for AES-256. */
export const KEY_BYTES = 32
export const UUID_BYTES = 16
export const NONCE_BYTES = 12
export const TAG_BYTES = 16

export function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

export function uuidOfBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
