import type { DigestUse } from '../../encryption/vault.ts'
import type { Queryable } from './statement.ts'
import { uuidOfDigest } from './uuid-of-digest.ts'
import { vaultOf } from './vault-of.ts'

/** Finds the row of a subject without its readable key. */
export function digestOfKey(client: Queryable, key: string): string {
  return keyedDigest(client, 'subject', key)
}

/** Compares errors without their text. */
export function digestOfCause(client: Queryable, cause: string): string {
  return keyedDigest(client, 'cause', cause)
}

/** A keyed hash as a uuid: a stolen database confirms no guess. */
export function keyedDigest(client: Queryable, use: DigestUse, text: string): string {
  return uuidOfDigest(vaultOf(client).digest(use, text))
}
