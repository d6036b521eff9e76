import type pg from 'pg'
import { places } from '../../../lib/encryption/places.ts'
import type { SealingKey } from '../../../lib/encryption/seal.ts'
import type { Vault } from '../../../lib/encryption/vault.ts'
import { uuidOfDigest } from '../../../lib/store/db/uuid-of-digest.ts'
import { employeeMark, FIRST_EMPLOYEE, sequenceMark } from '../load/message-template.ts'
import { bodies, type Filling } from './filling.ts'

/** Rows of one statement. */
const ROWS = 500
const SEQUENCE_DIGITS = sequenceMark.length

/** The keyed hash by which the service finds an employee. */
export function digestOfEmployee(vault: Vault, employee: number): string {
  return uuidOfDigest(vault.digest('subject', `E${employee}`))
}

/** Employees of a filling, in a table of their own: keyed hashes, and keys that are sealed as the service does it. */
export async function stagePersons(
  client: pg.Client,
  vault: Vault,
  { firstSubject, subjects }: Filling,
): Promise<void> {
  await client.query(`
    drop table if exists filler_person;
    create unlogged table filler_person (
      employee int primary key, key_digest uuid, key_id uuid, key bytea, search_user bigint, search_person bigint)`)
  const employees = Array.from({ length: subjects }, (_, n) => FIRST_EMPLOYEE + firstSubject + n)
  const digests = employees.map((employee) => digestOfEmployee(vault, employee))
  const { rows } = await client.query<{ digest: string; id: string }>(
    'select key_digest as digest, key_id as id from subject where key_digest = any($1::uuid[])',
    [digests],
  )
  const known = new Map(rows.map(({ digest, id }) => [digest, id]))
  const made = (await vault.newKeys(subjects - known.size)).values()
  const ids = digests.map((digest) => known.get(digest) ?? (made.next().value as string))
  const keys = await vault.keys.load(ids)
  const sealed = ids.map((id, index) => {
    const place = `${places.subject.of(digests[index] as string)}:key`
    const by = { id, key: keys.get(id)?.key } as SealingKey
    return vault.seal([by], place, Buffer.from(`E${employees[index]}`)).bytes
  })
  await client.query(
    `insert into filler_person
     select * from unnest($1::int[], $2::uuid[], $3::uuid[], $4::bytea[], $5::bigint[], $6::bigint[])`,
    [
      ...[employees, digests, ids, sealed],
      ...['E', 'P'].map((sign) => employees.map((n) => vault.searchHashes(`${sign}${n}`)[0])),
    ],
  )
}

interface Waiting {
  readonly id: string
  readonly g: string
  readonly employee: number
  readonly key_id: string
}

/** Sealed bodies of waiting messages, in a table of their own: dispatch decrypts them. */
export async function stageBodies(client: pg.Client, vault: Vault): Promise<void> {
  await client.query(`
    drop table if exists filler_body;
    create unlogged table filler_body (id uuid primary key, body bytea)`)
  const { rows } = await client.query<Waiting>(
    'select id, g, employee, key_id from filler join filler_person using (employee) where waits order by g',
  )
  const keys = await vault.keys.load(rows.map((row) => row.key_id))
  for (let start = 0; start < rows.length; start += ROWS) {
    const some = rows.slice(start, start + ROWS)
    const sealed = some.map(({ id, g, employee, key_id }) => {
      const by = { id: key_id, key: keys.get(key_id)?.key } as SealingKey
      return vault.seal([by], `${places.message.of(id)}:body`, bodyOf(Number(g), employee)).bytes
    })
    await client.query('insert into filler_body select * from unnest($1::uuid[], $2::bytea[])', [
      some.map(({ id }) => id),
      sealed,
    ])
  }
}

function bodyOf(sequence: number, employee: number): Buffer {
  const digits = String(sequence).padStart(SEQUENCE_DIGITS, '0')
  return Buffer.from(
    bodies.waiting.replaceAll(sequenceMark, digits).replaceAll(employeeMark, String(employee)),
  )
}
