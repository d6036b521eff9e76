import type { Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'
import { takeLock } from '../db/advisory-locks.ts'
import { inTransaction } from '../db/transaction.ts'

/**
 * The tables of the key database. They have a schema of their own: the weaker mode keeps them in the event
 * database, beside tables that are dropped and restored with it.
 */
const SCHEMA = `
  create schema if not exists receiver_keys;
  create table if not exists receiver_keys.person_key (
    id      uuid primary key,
    state   text not null check (state in ('living', 'blocked', 'destroyed')),
    wrapped bytea
  );
  create table if not exists receiver_keys.key_change (
    sequence bigint generated always as identity primary key,
    key_id   uuid not null,
    state    text not null
  );
  create table if not exists receiver_keys.ledger (
    sequence     bigint generated always as identity primary key,
    forgotten_at timestamptz not null,
    kept_until   timestamptz not null,
    request_id   uuid not null unique,
    key_id       uuid,
    subject_hash bytea not null
  );
  create index if not exists ledger_subject on receiver_keys.ledger (subject_hash);`

/** insufficient_privilege */
const NO_RIGHT = '42501'

/**
 * Creates the missing tables of the key database.
 * @throws ReceiverError database_rights, with the GRANT to run
 */
export async function prepareKeySchema(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await takeLock(client, 'keySchema')
    const { rows } = await client.query(`select to_regclass('receiver_keys.ledger') as known`)
    if (rows[0].known === null) await client.query(SCHEMA)
  }).catch((error) => {
    throw error.code === NO_RIGHT ? mayNotCreate(error) : error
  })
}

function mayNotCreate(cause: unknown): ReceiverError {
  return new ReceiverError(
    'database_rights',
    'expected a role that may create the schema of the key store, it may not; as the owner of the key database run: ' +
      'GRANT CREATE ON DATABASE <database> TO <role>',
    { cause },
  )
}
