import type { ClientBase, Pool } from 'pg'
import type {
  KeyChange,
  KeyCustody,
  KeyState,
  KeyStore,
  LedgerEntry,
  NumberedLedgerEntry,
  StoredKey,
  WrappedKey,
} from '../../encryption/key-store.ts'
import { ReceiverError } from '../../errors.ts'
import { takeLock } from '../db/advisory-locks.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'

const addKeys = defineStatement({
  name: 'add-keys',
  text: `
    insert into receiver_keys.person_key (id, state, wrapped)
    select id, 'living', decode(wrapped, 'base64') from unnest($1::uuid[], $2::text[]) as k (id, wrapped)
    order by id
    on conflict (id) do nothing`,
})

const findKeys = defineStatement<StoredKey>({
  name: 'find-keys',
  columns: { id: true, state: true, wrapped: true },
  text: 'select id, state, wrapped from receiver_keys.person_key where id = any($1::uuid[])',
})

const destroyKeys = defineStatement({
  name: 'destroy-keys',
  text: `
    with destroyed as (
      insert into receiver_keys.person_key (id, state)
      select distinct id, 'destroyed' from unnest($1::uuid[]) as k (id) order by id
      on conflict (id) do update set state = 'destroyed', wrapped = null
        where person_key.state <> 'destroyed'
      returning id
    )
    insert into receiver_keys.key_change (key_id, state) select id, 'destroyed' from destroyed`,
})

const turnKey = defineStatement({
  name: 'turn-key',
  text: `
    with turned as (
      update receiver_keys.person_key set state = $3 where id = $1 and state = $2 returning id
    )
    insert into receiver_keys.key_change (key_id, state) select id, $3 from turned`,
})

const lastChange = defineStatement<{ last: string }>({
  name: 'last-key-change',
  columns: { last: true },
  text: 'select coalesce(max(sequence), 0) as last from receiver_keys.key_change',
})

/** One row at least; without a change, it has no id. */
interface ChangeRow {
  readonly isComplete: boolean
  readonly sequence: string
  readonly id: string | null
  readonly state: KeyState
}

const changesAfter = defineStatement<ChangeRow>({
  name: 'key-changes-after',
  columns: { isComplete: true, sequence: true, id: true, state: true },
  text: `
    select complete as "isComplete", sequence, id, state
    from (
      select exists (select from receiver_keys.key_change where sequence = greatest($1::bigint, 1))
        or ($1::bigint = 0 and not exists (select from receiver_keys.key_change)) as complete
    ) place left join lateral (
      select sequence, key_id as id, state from receiver_keys.key_change where sequence > $1::bigint
      order by sequence limit $2) change on true
    order by sequence`,
})

/** changes in one deletion */
const TRIM_BATCH = 10_000

const trimChanges = defineStatement({
  name: 'trim-key-changes',
  text: `
    delete from receiver_keys.key_change where sequence in (
      select sequence from receiver_keys.key_change
      where sequence <= (select max(sequence) from receiver_keys.key_change) - $1::bigint
      order by sequence limit $2)
    returning sequence`,
})

type LedgerRow = Omit<NumberedLedgerEntry, 'sequence'> & { readonly sequence: string }

const ledgerColumns: Record<keyof LedgerRow, true> = {
  ...{ sequence: true, requestId: true, subjectHash: true, keyId: true },
  ...{ forgottenAt: true, keptUntil: true },
}

const selectLedger = `
    select sequence, request_id as "requestId", subject_hash as "subjectHash", key_id as "keyId",
      forgotten_at as "forgottenAt", kept_until as "keptUntil"
    from receiver_keys.ledger`

const appendToLedger = defineStatement({
  name: 'append-to-ledger',
  text: `
    insert into receiver_keys.ledger (request_id, subject_hash, key_id, forgotten_at, kept_until)
    values ($1, $2, $3, $4, $5)
    on conflict (request_id) do nothing`,
})

const ledgerAfter = defineStatement<LedgerRow>({
  name: 'ledger-after',
  columns: ledgerColumns,
  text: `${selectLedger} where sequence > $1 order by sequence limit $2`,
})

const findInLedger = defineStatement<LedgerRow>({
  name: 'find-in-ledger',
  columns: ledgerColumns,
  text: `${selectLedger}
    where subject_hash in (select decode(hash, 'base64') from unnest($1::text[]) as given (hash))
      and kept_until > $2
    order by sequence`,
})

const trimLedger = defineStatement({
  name: 'trim-ledger',
  text: 'delete from receiver_keys.ledger where kept_until <= $1',
})

const listAfter = defineStatement<{ id: string; wrapped: Buffer }>({
  name: 'list-keys-after',
  columns: { id: true, wrapped: true },
  text: `
    select id, wrapped from receiver_keys.person_key
    where id > coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid) and wrapped is not null
    order by id limit $2`,
})

const rewrap = defineStatement({
  name: 'rewrap-keys',
  text: `
    update receiver_keys.person_key k set wrapped = decode(given.next, 'base64')
    from unnest($1::uuid[], $2::text[], $3::text[]) as given (id, former, next)
    where k.id = given.id and k.wrapped = decode(given.former, 'base64')`,
})

/**
 * A key store in PostgreSQL. Prepare its schema first.
 * @param custody `event-database` = the weaker mode: a restored backup brings the keys back
 */
export function postgresqlKeyStore(pool: Pool, custody: KeyCustody): KeyStore {
  const change = (work: (client: ClientBase) => Promise<unknown>) =>
    answering(
      inTransaction(pool, async (client) => {
        await takeLock(client, 'keyChanges')
        await work(client)
      }),
    )
  const turn = (id: string, from: KeyState, to: KeyState) =>
    change((client) => execute(client, turnKey, [id, from, to]))
  return {
    custody,
    async add(keys) {
      if (keys.length === 0) return
      const ids = keys.map(({ id }) => id)
      await answering(execute(pool, addKeys, [ids, keys.map(({ wrapped }) => base64(wrapped))]))
    },
    find: (ids) => answering(execute(pool, findKeys, [ids])),
    async destroy(...ids) {
      if (ids.length > 0) await change((client) => execute(client, destroyKeys, [ids]))
    },
    block: (id) => turn(id, 'living', 'blocked'),
    unblock: (id) => turn(id, 'blocked', 'living'),
    async lastChange() {
      const [row] = await answering(execute(pool, lastChange, []))
      return Number(row?.last ?? 0)
    },
    async changesAfter(sequence, limit) {
      const rows = await answering(execute(pool, changesAfter, [sequence, limit]))
      return rows[0]?.isComplete === true ? rows.flatMap(toChanges) : null
    },
    async trimChanges(kept) {
      const rows = await answering(execute(pool, trimChanges, [kept, TRIM_BATCH]))
      return rows.length === TRIM_BATCH
    },
    appendToLedger: (entry) =>
      change((client) => execute(client, appendToLedger, ledgerValues(entry))),
    async ledgerAfter(sequence, limit) {
      return (await answering(execute(pool, ledgerAfter, [sequence, limit]))).map(toEntry)
    },
    async findInLedger(hashes, at) {
      return (await answering(execute(pool, findInLedger, [hashes.map(base64), at]))).map(toEntry)
    },
    async trimLedger(at) {
      await answering(execute(pool, trimLedger, [at]))
    },
    listAfter: (id, limit): Promise<WrappedKey[]> =>
      answering(execute(pool, listAfter, [id, limit])),
    async rewrap(keys) {
      const ids = keys.map(({ id }) => id)
      const values = [ids, keys.map(({ from }) => base64(from)), keys.map(({ to }) => base64(to))]
      await answering(execute(pool, rewrap, values))
    },
    close: () => pool.end(),
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function ledgerValues(entry: LedgerEntry): unknown[] {
  const { requestId, subjectHash, keyId, forgottenAt, keptUntil } = entry
  return [requestId, Buffer.from(subjectHash), keyId, forgottenAt, keptUntil]
}

function toChanges({ sequence, id, state }: ChangeRow): KeyChange[] {
  return id === null ? [] : [{ sequence: Number(sequence), id, state }]
}

function toEntry(row: LedgerRow): NumberedLedgerEntry {
  return { ...row, sequence: Number(row.sequence) }
}

function answering<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((cause) => {
    throw new ReceiverError(
      'key_store_away',
      'expected the database of the key store to answer, it did not: try again later',
      { cause },
    )
  })
}
