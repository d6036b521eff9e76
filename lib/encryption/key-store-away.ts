import { ReceiverError } from '../errors.ts'

/** The key store does not answer: the same work succeeds later. */
export function isKeyStoreAway(error: unknown): boolean {
  return error instanceof ReceiverError && error.code === 'key_store_away'
}
