import type { Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'

/** Arbitrary constants, the same in every instance. */
const SCHEMA_LOCK = 7_304_105_531
/** Held by each change of a key's state, so that sequence numbers become visible in their order. */
export const CHANGE_LOCK = 7_304_105_532

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
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK])
    const { rows } = await client.query(`select to_regclass('receiver_keys.ledger') as known`)
    if (rows[0].known === null) await client.query(SCHEMA)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw (error as { code?: unknown }).code === NO_RIGHT ? mayNotCreate(error) : error
  } finally {
    client.release()
  }
}

function mayNotCreate(cause: unknown): ReceiverError {
  return new ReceiverError(
    'database_rights',
    'expected a role that may create the schema of the key store, it may not; as the owner of the key database run: ' +
      'GRANT CREATE ON DATABASE <database> TO <role>',
    { cause },
  )
}
