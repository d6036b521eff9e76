import { places } from '../../encryption/places.ts'
import type { SealingKey } from '../../encryption/seal.ts'
import type { Sealed, Vault } from '../../encryption/vault.ts'
import type { MessageToRecord } from './recording.ts'
import type { SubjectIds } from './subjects-of-batch.ts'

/** The keys of the persons that a message names; none = that of the installation. */
export function keysOfMessage(
  vault: Vault,
  message: MessageToRecord,
  subjects: SubjectIds,
): SealingKey[] {
  const keys = new Map<string, SealingKey>()
  message.events.forEach(({ subject }, ordinal) => {
    const { sealedBy } = subjects.ofEvent({ message, ordinal }, subject).person
    keys.set(sealedBy.id, sealedBy)
  })
  return keys.size === 0 ? [vault.installation] : [...keys.values()]
}

/** The body by the keys of all its persons: when one of them is destroyed, nobody reads it any more. */
export function sealBody(
  vault: Vault,
  keys: readonly SealingKey[],
  messageId: string,
  body: Buffer,
): Sealed {
  return vault.seal(keys, `${places.message.of(messageId)}:body`, body)
}

/**
 * An event of a message with several persons, by its own person's key: it outlives the others.
 * @returns as PostgreSQL's text of bytes; null = the body is enough
 */
export function sealContent(
  vault: Vault,
  message: MessageToRecord,
  ordinal: number,
  subjects: SubjectIds,
  keys: readonly SealingKey[],
): string | null {
  if (keys.length === 1) return null
  const toRecord = message.events[ordinal]
  if (toRecord === undefined) return null
  const { sealedBy } = subjects.ofEvent({ message, ordinal }, toRecord.subject).person
  const place = `${places.event.of(message.id, ordinal)}:content`
  const clear = Buffer.from(JSON.stringify(toRecord.event))
  return `\\x${vault.seal([sealedBy], place, clear).bytes.toString('hex')}`
}
