import type { Vault } from '../../encryption/vault.ts'
import { uuidOfDigest } from '../db/uuid-of-digest.ts'
import { type SubjectKey, textOfSubject } from './subject-text.ts'

const HALF_BYTES = 16

/** The ledger's keyed hash of a subject: it begins with the digest that finds the row. */
export function ledgerHashOf(vault: Vault, subject: SubjectKey, digest: string): Buffer {
  const whole = vault.digest('ledger', textOfSubject(subject))
  return Buffer.from(digest.replaceAll('-', '') + whole.slice(0, 2 * HALF_BYTES), 'hex')
}

/** The digest that finds a subject's row. */
export function digestOfLedgerHash(hash: Uint8Array): string {
  return uuidOfDigest(Buffer.from(hash.subarray(0, HALF_BYTES)).toString('hex'))
}
