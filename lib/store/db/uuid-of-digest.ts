import { hash } from 'node:crypto'

/** 128 of the digest's 256 bits as a uuid: collisions stay unlikely, and the index is half as large. */
export function uuidOfDigest(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** Digest of a text, for comparison without the text itself. */
export function digestOf(text: string): string {
  return uuidOfDigest(hash('sha256', text))
}
