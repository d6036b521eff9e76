import { ReceiverError } from '../errors.ts'
import { folderLedger } from './folder-ledger.ts'
import { uuidBytes, uuidOfBytes } from './key-bytes.ts'
import { type KeyFile, openKeyFile } from './key-file.ts'
import type { KeyState, KeyStore } from './key-store.ts'

/**
 * A key store in a folder, for all instances of one machine.
 * @param folder null = in memory, for tests
 * @throws ReceiverError key_store_away
 */
export function openFolderKeyStore(folder: string | null): KeyStore {
  const file = answering(() => openKeyFile(folder))
  return asynchronous({
    ...keysOf(file),
    ...statesOf(file),
    ...folderLedger(file),
    close: () => file.close(),
  })
}

/** Looks keys up, adds them and wraps them again. */
function keysOf({ change, rows, inTransaction }: KeyFile) {
  return {
    add(keys) {
      inTransaction(() => {
        for (const { id, wrapped } of keys) {
          change(
            `insert into person_key (id, state, wrapped) values (?, 'living', ?) on conflict do nothing`,
            ...[uuidBytes(id), wrapped],
          )
        }
      })
    },
    find: (ids) =>
      ids.flatMap((id) =>
        rows<{ state: KeyState; wrapped: Uint8Array | null }>(
          'select state, wrapped from person_key where id = ?',
          uuidBytes(id),
        ).map(({ state, wrapped }) => ({ id, state, wrapped })),
      ),
    listAfter: (id, limit) =>
      rows<{ id: Uint8Array; wrapped: Uint8Array }>(
        'select id, wrapped from person_key where id > ? and wrapped is not null order by id limit ?',
        ...[id === null ? Buffer.alloc(0) : uuidBytes(id), limit],
      ).map((row) => ({ id: uuidOfBytes(row.id), wrapped: row.wrapped })),
    rewrap(keys) {
      inTransaction(() => {
        for (const { id, from, to } of keys) {
          change(
            'update person_key set wrapped = ? where id = ? and wrapped = ?',
            ...[to, uuidBytes(id), from],
          )
        }
      })
    },
  } satisfies Partial<Synchronous>
}

/** changes in one deletion: it blocks the process for some milliseconds */
const TRIM_BATCH = 1_000

/** Changes the states of keys, and lists these changes. */
function statesOf({ change, rows, inTransaction, emptyLog }: KeyFile) {
  const note = (key: Buffer, state: KeyState) =>
    change('insert into key_change (key_id, state) values (?, ?)', key, state)
  const turn = (id: string, from: KeyState, to: KeyState) =>
    inTransaction(() => {
      const key = uuidBytes(id)
      const sql = 'update person_key set state = ? where id = ? and state = ?'
      if (change(sql, to, key, from) > 0) note(key, to)
    })
  return {
    destroy(...ids: readonly string[]) {
      inTransaction(() => {
        for (const key of ids.map(uuidBytes)) {
          const changed = change(
            `insert into person_key (id, state) values (?, 'destroyed') on conflict (id)
             do update set state = 'destroyed', wrapped = null where state <> 'destroyed'`,
            key,
          )
          if (changed > 0) note(key, 'destroyed')
        }
      })
      emptyLog()
    },
    block: (id) => turn(id, 'living', 'blocked'),
    unblock: (id) => turn(id, 'blocked', 'living'),
    lastChange: () =>
      rows<{ last: number }>('select coalesce(max(sequence), 0) as last from key_change')[0]
        ?.last ?? 0,
    changesAfter(sequence, limit) {
      const changes = rows<{ sequence: number; key_id: Uint8Array; state: KeyState }>(
        'select sequence, key_id, state from key_change where sequence > ? order by sequence limit ?',
        ...[sequence, limit],
      ).map(({ key_id, ...row }) => ({ ...row, id: uuidOfBytes(key_id) }))
      // Last, because another process may trim between the two statements.
      const known = rows('select 1 from key_change where sequence = ?', Math.max(sequence, 1))
      const isBefore = sequence === 0 && changes.length === 0
      return known.length > 0 || isBefore ? changes : null
    },
    trimChanges: (kept) =>
      change(
        `delete from key_change where sequence in (
           select sequence from key_change where sequence <= (select max(sequence) from key_change) - ?
           order by sequence limit ?)`,
        ...[kept, TRIM_BATCH],
      ) === TRIM_BATCH,
  } satisfies Partial<Synchronous>
}

/** The port with results instead of promises. */
type Synchronous = {
  readonly [Method in Exclude<keyof KeyStore, 'custody'>]: (
    ...given: Parameters<KeyStore[Method]>
  ) => Awaited<ReturnType<KeyStore[Method]>>
}

function asynchronous(methods: Synchronous): KeyStore {
  const entries = Object.entries(methods).map(([name, method]) => [
    name,
    async (...given: unknown[]) =>
      answering(() => (method as (...all: unknown[]) => unknown)(...given)),
  ])
  return { custody: 'outside', ...Object.fromEntries(entries) } as KeyStore
}

function answering<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    throw new ReceiverError(
      'key_store_away',
      'expected the folder of the key store to be readable and writable, it is not: check KEYS_DIR and its disk',
      { cause },
    )
  }
}
