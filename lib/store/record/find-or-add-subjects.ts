import type { ClientBase } from 'pg'
import { INSTALLATION_KEY, type Vault } from '../../encryption/vault.ts'
import { ReceiverError } from '../../errors.ts'
import { newId } from '../../new-id.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'
import { keepSubjects } from './keep-subjects.ts'
import {
  dropPerson,
  type InLedger,
  noteKey,
  type Person,
  personOf,
  preparePersons,
  sealedKeyOf,
  unknownKey,
} from './person-keys.ts'
import { type RowWithKey, renewKeys } from './renew-keys.ts'
import type { SubjectKey } from './subject-text.ts'

/** A known subject comes with its place in the list, an added one with its key. */
interface Row {
  place: number | null
  id: string
  key_id: string | null
  company: string | null
  kind: string | null
  key_digest: string | null
  /** no event of it is handed over */
  forgotten: boolean
}

const statement = defineStatement<Row>({
  name: 'find-or-add-subjects',
  columns: {
    ...{ place: true, id: true, key_id: true, company: true, kind: true, key_digest: true },
    forgotten: true,
  },
  // The limit forces one index look-up per subject. A join planned for a small table read the whole
  // list for each row: 15 s for 20,000 subjects.
  text: `
    with wanted as materialized (
      select given.*, known.id, known.known_key_id, known.forgotten
      from unnest($1::text[], $2::text[], $3::uuid[], $4::jsonb[])
        with ordinality as given (company, kind, key_digest, values_of_new, place)
      left join lateral (
        select id, key_id as known_key_id, forgotten_at is not null as forgotten from subject
        where company = given.company and kind = given.kind and key_digest = given.key_digest limit 1) as known
        on true
    ), added as (
      insert into subject (company, kind, key_digest, key_id, key, forgotten_until, forget_action,
        forgotten_at)
      select company, kind, key_digest, case when forgotten_by is null then new.key_id end,
        case when forgotten_by is null then decode(new.key, 'base64') else ''::bytea end, new.ledger_until,
        new.forgotten_by, case when new.forgotten_by is not null then receiver_clock() end
      from wanted
      cross join lateral jsonb_to_record(values_of_new)
        as new (key_id uuid, key text, ledger_until timestamptz, forgotten_by uuid)
      where id is null and values_of_new is not null
      order by company, kind, key_digest
      on conflict do nothing
      returning id, company, kind, key_digest, key_id, forgotten_at is not null as forgotten
    )
    select place::int, id, known_key_id as key_id, null as company, null as kind, null::uuid as key_digest,
      forgotten
    from wanted where id is not null
    union all
    select null, id, key_id, company, kind, key_digest, forgotten from added`,
})

const MAX_LOOKS = 3

/**
 * Returns subjects with their keys in the order given, and adds unknown ones.
 * @param returned forgotten persons who came back, by text
 */
export async function findOrAddSubjects(
  client: ClientBase,
  subjects: readonly SubjectKey[],
  returned: ReadonlyMap<string, InLedger> = new Map(),
): Promise<FoundSubject[]> {
  const vault = vaultOf(client)
  let persons = personsOf(vault, subjects) ?? (await prepared(client, subjects, returned))
  const found: (RowWithKey | undefined)[] = persons.map(() => undefined)
  // A known subject is not added: it needs no sealed key.
  const [, rows] = await Promise.all([
    keepSubjects(client),
    execute(
      client,
      statement,
      columnsOf(vault, persons, ({ isNew }) => isNew),
    ),
  ])
  keep(rows, persons, found)
  // Retention or an erasure may have removed a known subject. Its key may be destroyed, so that the new row
  // needs another one.
  const removed = subjects.filter(
    (_subject, index) => found[index] === undefined && persons[index]?.isNew === false,
  )
  for (const subject of removed) dropPerson(vault, subject)
  if (removed.length > 0) persons = await prepared(client, subjects, returned)
  // Only a later statement sees a subject that another writer has added meanwhile.
  for (let look = 2; look <= MAX_LOOKS && found.includes(undefined); look += 1) {
    keep(
      await execute(
        client,
        statement,
        columnsOf(vault, persons, () => true),
      ),
      persons,
      found,
    )
  }
  const kept = found.map((row, index) => {
    if (row === undefined) throw new Error(`subject ${index} was removed meanwhile`)
    return row
  })
  return withKeysOfRows(vault, await renewKeys(client, kept))
}

/** Puts rows to the places of their persons. */
function keep(
  rows: readonly Row[],
  persons: readonly Person[],
  found: (RowWithKey | undefined)[],
): void {
  const added = new Map<string, Row>()
  for (const row of rows) {
    const { place, company, kind, key_digest } = row
    if (place === null) added.set(JSON.stringify([company, kind, key_digest]), row)
    else found[place - 1] = foundRow(row, persons[place - 1] as Person)
  }
  if (added.size === 0) return
  for (const [index, person] of persons.entries()) {
    const row = added.get(JSON.stringify([person.company, person.kind, person.digest]))
    if (row !== undefined) found[index] ??= foundRow(row, person)
  }
}

function foundRow({ id, key_id: keyId, forgotten: isForgotten }: Row, person: Person): RowWithKey {
  return { id, keyId, person, isForgotten }
}

/** A row may name another key: another instance added the person meanwhile, or a person returned. */
async function withKeysOfRows(vault: Vault, rows: readonly RowWithKey[]): Promise<FoundSubject[]> {
  const others = rows.filter(
    ({ keyId, person, isForgotten }) => !isForgotten && keyId !== person.sealedBy.id,
  )
  const keys = others.length === 0 ? null : await vault.keys.load(others.map(keyIdIn))
  return rows.map(({ id, keyId, person, isForgotten }) => {
    if (isForgotten) return forgottenSubject(id, person)
    if (keyId === person.sealedBy.id) {
      if (person.isNew && person.sealedBy !== vault.installation) noteKey(vault, person, keyId)
      return { id, person, isForgotten }
    }
    const key = keys?.get(keyId ?? '')?.key ?? unknownKey()
    const sealedBy = keyId === null ? vault.installation : { id: keyId, key }
    if (keyId !== null) noteKey(vault, person, keyId)
    return { id, isForgotten, person: { ...person, sealedBy } }
  })
}

function keyIdIn({ keyId }: RowWithKey): string {
  return keyId ?? INSTALLATION_KEY
}

/** The id of its key is in no store: what the key seals counts as forgotten from the beginning. */
export function forgottenSubject(id: string, person: Person): FoundSubject {
  return {
    id,
    isForgotten: true,
    person: { ...person, sealedBy: { id: newId(), key: unknownKey() } },
  }
}

export interface FoundSubject {
  readonly id: string
  readonly person: Person
  readonly isForgotten: boolean
}

function personsOf(vault: Vault, subjects: readonly SubjectKey[]): Person[] | null {
  const persons: Person[] = []
  for (const subject of subjects) {
    const person = personOf(vault, subject)
    if (person === undefined) return null
    persons.push(person)
  }
  return persons
}

async function prepared(
  client: ClientBase,
  subjects: readonly SubjectKey[],
  returned: ReadonlyMap<string, InLedger>,
): Promise<Person[]> {
  await preparePersons(client, subjects, returned)
  const persons = personsOf(vaultOf(client), subjects)
  // More persons than the cache holds.
  if (persons === null) throw new ReceiverError('not_recordable', 'expected at most 50,000 persons')
  return persons
}

function columnsOf(
  vault: Vault,
  persons: readonly Person[],
  isAdded: (person: Person) => boolean,
): unknown[] {
  return [
    persons.map(({ company }) => company),
    persons.map(({ kind }) => kind),
    persons.map(({ digest }) => digest),
    persons.map((person) => (isAdded(person) ? valuesOfNew(vault, person) : null)),
  ]
}

/** One document, because most persons of a batch are known and need none. */
function valuesOfNew(vault: Vault, person: Person): string {
  const { sealedBy, inLedger } = person
  return JSON.stringify({
    key_id: sealedBy.id,
    key: sealedKeyOf(vault, person, sealedBy),
    ledger_until: inLedger?.until,
    forgotten_by: inLedger?.forgottenBy ?? undefined,
  })
}
