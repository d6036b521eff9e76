import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { KEY_BYTES } from '../../encryption/key-bytes.ts'
import { places } from '../../encryption/places.ts'
import type { SealingKey } from '../../encryption/seal.ts'
import { INSTALLATION_KEY, type Vault } from '../../encryption/vault.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { uuidOfDigest } from '../db/uuid-of-digest.ts'
import { vaultOf } from '../db/vault-of.ts'
import { ledgerHashOf } from './ledger-hash.ts'
import { type SubjectKey, textOfSubject } from './subject-text.ts'

/** A subject with the key that seals what describes it. */
export interface Person extends SubjectKey {
  /** keyed hash of the key */
  readonly digest: string
  readonly sealedBy: SealingKey
  /** it had no row when it was looked up */
  readonly isNew: boolean
  /** of a new one that the ledger knows; null = it does not */
  readonly inLedger: InLedger | null
}

/** An entry of the ledger about a person. */
export interface InLedger {
  readonly until: Date
  /** the action that forgot the person; null = the person has returned */
  readonly forgottenBy: string | null
}

interface Known {
  readonly digest: string
  readonly keyId: string
  readonly isNew: boolean
  /** the store had no key with this id, so that none is cached: see `renewKeys` */
  readonly isLost: boolean
  readonly inLedger: InLedger | null
}

/** As many as cached keys: a person of the one list is in the other, too. */
const MAX_KNOWN = 50_000
/** The row of an event without a person: its key has no personal value, and no key of its own. */
const EVENT = 'event'

const caches = new WeakMap<Vault, LRUCache<string, Known>>()

function cacheOf(vault: Vault): LRUCache<string, Known> {
  const cache = caches.get(vault) ?? new LRUCache<string, Known>({ max: MAX_KNOWN })
  caches.set(vault, cache)
  return cache
}

/** A subject with its key; undefined = prepare it first. */
export function personOf(vault: Vault, subject: SubjectKey): Person | undefined {
  if (subject.kind === EVENT) {
    const digest = digestOf(vault, subject)
    return { ...subject, digest, sealedBy: vault.installation, isNew: true, inLedger: null }
  }
  const known = cacheOf(vault).get(textOfSubject(subject))
  if (known === undefined) return undefined
  const cached = vault.keys.get(known.keyId)
  const { digest, isNew, isLost, inLedger } = known
  if (cached === undefined && !isLost) return undefined
  const key = cached?.key ?? unknownKey()
  return { ...subject, digest, isNew, inLedger, sealedBy: { id: known.keyId, key } }
}

/** The readable key for the subject's row, as base64. */
export function sealedKeyOf(vault: Vault, { digest, key }: Person, sealedBy: SealingKey): string {
  const place = `${places.subject.of(digest)}:key`
  return vault.seal([sealedBy], place, Buffer.from(key)).bytes.toString('base64')
}

/** Takes the place of a destroyed key: nobody can read what it seals. */
export function unknownKey(): KeyObject {
  return createSecretKey(randomBytes(KEY_BYTES))
}

/** The id of a subject's key; undefined = not known to this process. */
export function keyIdOf(vault: Vault, subject: SubjectKey): string | undefined {
  if (subject.kind === EVENT) return INSTALLATION_KEY
  return cacheOf(vault).get(textOfSubject(subject))?.keyId
}

/** Notes the key that a subject's row names. */
export function noteKey(
  vault: Vault,
  { digest, ...subject }: SubjectKey & Pick<Person, 'digest'>,
  keyId: string,
): void {
  cacheOf(vault).set(textOfSubject(subject), {
    digest,
    keyId,
    isNew: false,
    isLost: false,
    inLedger: null,
  })
}

/** Forgets the key of a subject: the next look-up reads its row, or makes a new key. */
export function dropPerson(vault: Vault, subject: SubjectKey): void {
  cacheOf(vault).delete(textOfSubject(subject))
}

function digestOf(vault: Vault, { key }: SubjectKey): string {
  return uuidOfDigest(vault.digest('subject', key))
}

interface Row {
  readonly place: number
  readonly keyId: string
}

const find = defineStatement<Row>({
  name: 'find-keys-of-subjects',
  columns: { place: true, keyId: true },
  // The limit forces one index look-up per subject.
  text: `
    select given.place::int, known.key_id as "keyId"
    from unnest($1::text[], $2::text[], $3::uuid[]) with ordinality
      as given (company, kind, key_digest, place)
    cross join lateral (
      select key_id from subject
      where company = given.company and kind = given.kind and key_digest = given.key_digest limit 1) as known
    where known.key_id is not null`,
})

/**
 * Looks up the keys of subjects that are not cached, and makes keys for new ones. They are durable when it
 * resolves.
 * @param returned persons who came back, by text
 * @throws ReceiverError key_store_away
 */
export async function preparePersons(
  client: Queryable,
  subjects: readonly SubjectKey[],
  returned: ReadonlyMap<string, InLedger> = new Map(),
): Promise<void> {
  const vault = vaultOf(client)
  const missing = [
    ...new Map(
      subjects
        .filter((subject) => personOf(vault, subject) === undefined)
        .map((subject) => [textOfSubject(subject), subject] as const),
    ),
  ]
  if (missing.length === 0) return
  const digests = missing.map(([, subject]) => digestOf(vault, subject))
  const rows = await execute(client, find, [
    missing.map(([, { company }]) => company),
    missing.map(([, { kind }]) => kind),
    digests,
  ])
  const known = new Map(rows.map(({ place, keyId }) => [place - 1, keyId]))
  const loaded = await vault.keys.load(known.values())
  const isFresh = missing.length > known.size
  const fresh = (isFresh ? await vault.newKeys(missing.length - known.size) : []).values()
  const entries = new Map([
    ...(await forgottenAmong(
      vault,
      missing.flatMap(([text, subject], index) =>
        known.has(index) ? [] : [{ text, subject, digest: digests[index] as string }],
      ),
    )),
    ...returned,
  ])
  const cache = cacheOf(vault)
  missing.forEach(([text], index) => {
    const keyId = known.get(index)
    const digest = digests[index] as string
    cache.set(text, {
      digest,
      keyId: keyId ?? (fresh.next().value as string),
      isNew: keyId === undefined,
      isLost: keyId !== undefined && loaded.get(keyId)?.key === null,
      inLedger: entries.get(text) ?? null,
    })
  })
}

interface Unknown {
  readonly text: string
  readonly subject: SubjectKey
  readonly digest: string
}

/** New subjects that the ledger knows, by text. A restored backup may lack the row that tells so. */
async function forgottenAmong(
  vault: Vault,
  unknown: readonly Unknown[],
): Promise<Map<string, InLedger>> {
  if (unknown.length === 0) return new Map()
  const hashes = new Map(
    unknown.map(({ text, subject, digest }) => [
      ledgerHashOf(vault, subject, digest).toString('hex'),
      text,
    ]),
  )
  const entries = await vault.store.findInLedger(
    [...hashes.keys()].map((hash) => Buffer.from(hash, 'hex')),
    new Date(),
  )
  return new Map(
    entries.map(({ subjectHash, keptUntil, requestId }) => [
      hashes.get(Buffer.from(subjectHash).toString('hex')) as string,
      { until: keptUntil, forgottenBy: requestId },
    ]),
  )
}
