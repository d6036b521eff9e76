import type { ClientBase } from 'pg'
import type { DigestUse } from '../../encryption/vault.ts'
import { uuidOfDigest } from './uuid-of-digest.ts'
import { vaultOf } from './vault-of.ts'

type Client = Pick<ClientBase, 'query'>

/** Finds the row of a subject without its readable key. */
export function digestOfKey(client: Client, key: string): string {
  return keyedDigest(client, 'subject', key)
}

/** Compares errors without their text. */
export function digestOfCause(client: Client, cause: string): string {
  return keyedDigest(client, 'cause', cause)
}

/** A keyed hash as a uuid: a stolen database confirms no guess. */
export function keyedDigest(client: Client, use: DigestUse, text: string): string {
  return uuidOfDigest(vaultOf(client).digest(use, text))
}
