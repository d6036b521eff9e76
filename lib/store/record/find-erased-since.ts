import type { ClientBase } from 'pg'
import { vaultOf } from '../db/vault-of.ts'
import { type FoundSubject, findOrAddSubjects, forgottenSubject } from './find-or-add-subjects.ts'
import type { IdentifiedEvent } from './identified-event.ts'
import { ledgerHashOf } from './ledger-hash.ts'
import { type SubjectIds, subjectKeyFor } from './subjects-of-batch.ts'

/** The row of an event alone has no link to a person. */
const NOBODY = { kind: 'event', key: '' }

/**
 * The events of messages that were received before an erasure of their person, although the person has a
 * new row. The ledger tells so. Nothing links the new row to the old one, so each gets a row of its own.
 */
export async function findErasedSince(
  client: ClientBase,
  events: readonly IdentifiedEvent[],
  subjects: SubjectIds,
): Promise<ReadonlyMap<IdentifiedEvent, FoundSubject>> {
  const vault = vaultOf(client)
  const hashOf = (event: IdentifiedEvent) => {
    const key = subjectKeyFor(event, event.toRecord.subject)
    return ledgerHashOf(vault, key, subjects.of(key).person.digest).toString('hex')
  }
  const ofPersons = events
    .filter(({ toRecord: { subject } }) => subject.kind !== NOBODY.kind)
    .map((event) => ({ event, hash: hashOf(event) }))
  const hashes = [...new Set(ofPersons.map(({ hash }) => hash))]
  if (hashes.length === 0) return new Map()
  const entries = Map.groupBy(
    await vault.store.findInLedger(
      hashes.map((hash) => Buffer.from(hash, 'hex')),
      new Date(),
    ),
    ({ subjectHash }) => Buffer.from(subjectHash).toString('hex'),
  )
  const erased = ofPersons.filter(({ event: { message }, hash }) =>
    entries.get(hash)?.some(({ forgottenAt }) => forgottenAt > message.receivedAt),
  )
  if (erased.length === 0) return new Map()
  const rows = await findOrAddSubjects(
    client,
    erased.map(({ event }) => subjectKeyFor(event, NOBODY)),
  )
  return new Map(
    erased.map(({ event }, index) => {
      const { id, person } = rows[index] as FoundSubject
      return [event, forgottenSubject(id, person)]
    }),
  )
}
