import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import { INSTALLATION_KEY, type Vault } from '../../encryption/vault.ts'
import { ReceiverError } from '../../errors.ts'
import { defineStatement, run } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'
import { keepSubjects } from './keep-subjects.ts'
import {
  noteKey,
  type Person,
  personOf,
  preparePersons,
  type SubjectKey,
  unknownKey,
} from './person-keys.ts'

/** A known subject comes with its place in the list, an added one with its key. */
interface Row {
  place: number | null
  id: string
  key_id: string | null
  company: string | null
  kind: string | null
  key_digest: string | null
}

const statement = defineStatement<Row>({
  name: 'find-or-add-subjects',
  columns: { place: true, id: true, key_id: true, company: true, kind: true, key_digest: true },
  // The limit forces one index look-up per subject. A join planned for a small table read the whole
  // list for each row: 15 s for 20,000 subjects.
  text: `
    with wanted as materialized (
      select given.*, known.id, known.known_key_id
      from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::text[]) with ordinality
        as given (company, kind, key_digest, key_id, key, place)
      left join lateral (
        select id, key_id as known_key_id from subject
        where company = given.company and kind = given.kind and key_digest = given.key_digest limit 1) as known
        on true
    ), added as (
      insert into subject (company, kind, key_digest, key_id, key)
      select company, kind, key_digest, key_id, decode(key, 'base64') from wanted
      where id is null and key is not null
      order by company, kind, key_digest
      on conflict do nothing
      returning id, company, kind, key_digest, key_id
    )
    select place::int, id, known_key_id as key_id, null as company, null as kind, null::uuid as key_digest
    from wanted where id is not null
    union all
    select null, id, key_id, company, kind, key_digest from added`,
})

const MAX_LOOKS = 3

/** Returns subjects with their keys in the order given, and adds unknown ones. */
export async function findOrAddSubjects(
  client: ClientBase,
  subjects: readonly SubjectKey[],
): Promise<FoundSubject[]> {
  const vault = vaultOf(client)
  const persons = personsOf(vault, subjects) ?? (await prepared(client, subjects))
  const found: (FoundRow | undefined)[] = persons.map(() => undefined)
  // A known subject is not added: it needs no sealed key.
  const [, rows] = await Promise.all([
    keepSubjects(client),
    run(
      client,
      statement,
      columnsOf(vault, persons, ({ isNew }) => isNew),
    ),
  ])
  keep(rows, persons, found)
  // Retention may have deleted a known subject: the second statement adds it. Only a later statement sees
  // a subject that another writer has added meanwhile.
  for (let look = 2; look <= MAX_LOOKS && found.includes(undefined); look += 1) {
    keep(
      await run(
        client,
        statement,
        columnsOf(vault, persons, () => true),
      ),
      persons,
      found,
    )
  }
  return withKeysOfRows(
    vault,
    found.map((row, index) => {
      if (row === undefined) throw new Error(`subject ${index} was removed meanwhile`)
      return row
    }),
  )
}

interface FoundRow {
  readonly id: string
  readonly keyId: string | null
  readonly person: Person
}

/** Puts rows to the places of their persons. */
function keep(
  rows: readonly Row[],
  persons: readonly Person[],
  found: (FoundRow | undefined)[],
): void {
  const added = new Map<string, string>()
  for (const { place, id, key_id, company, kind, key_digest } of rows) {
    if (place === null) added.set(JSON.stringify([company, kind, key_digest]), id)
    else found[place - 1] = { id, keyId: key_id, person: persons[place - 1] as Person }
  }
  if (added.size === 0) return
  for (const [index, person] of persons.entries()) {
    const id = added.get(JSON.stringify([person.company, person.kind, person.digest]))
    if (id !== undefined) found[index] ??= { id, keyId: person.sealedBy.id, person }
  }
}

/** A row may name another key: another instance added the person meanwhile, or a person returned. */
async function withKeysOfRows(vault: Vault, rows: readonly FoundRow[]): Promise<FoundSubject[]> {
  const others = rows.filter(({ keyId, person }) => keyId !== person.sealedBy.id)
  const keys = others.length === 0 ? null : await vault.keys.load(others.map(keyIdIn))
  return rows.map(({ id, keyId, person }) => {
    if (keyId === person.sealedBy.id) {
      if (person.isNew && person.sealedBy !== vault.installation) noteKey(vault, person, keyId)
      return { id, person }
    }
    const key = keys?.get(keyId ?? '')?.key ?? unknownKey()
    if (keyId === null) return { id, person: { ...person, sealedBy: vault.installation } }
    noteKey(vault, person, keyId)
    return { id, person: { ...person, sealedBy: { id: keyId, key } } }
  })
}

function keyIdIn({ keyId }: FoundRow): string {
  return keyId ?? INSTALLATION_KEY
}

export interface FoundSubject {
  readonly id: string
  readonly person: Person
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

async function prepared(client: ClientBase, subjects: readonly SubjectKey[]): Promise<Person[]> {
  await preparePersons(client, subjects)
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
    persons.map(({ sealedBy }) => sealedBy.id),
    persons.map((person) => (isAdded(person) ? sealedKeyOf(vault, person) : null)),
  ]
}

function sealedKeyOf(vault: Vault, { digest, key, sealedBy }: Person): string {
  const place = `${places.subject.of(digest)}:key`
  return vault.seal([sealedBy], place, Buffer.from(key)).bytes.toString('base64')
}
