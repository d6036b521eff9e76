import { hash } from 'node:crypto'

/** 128 of the digest's 256 bits as a uuid: plenty against chance, and half the index. */
export function uuidOfDigest(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** Finds a text, or compares it, where the text itself is not to be read. */
export function digestOf(text: string): string {
  return uuidOfDigest(hash('sha256', text))
}
