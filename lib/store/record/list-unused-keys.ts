import { INSTALLATION_KEY } from '../../encryption/vault.ts'

/**
 * SQL that lists the keys of deleted subjects, in the transaction that deletes them.
 * @param gone name of a query with their `key_id`
 */
export function listUnusedKeys(gone: string): string {
  return `
    insert into unused_key (key_id, unused_since)
    select distinct key_id, receiver_clock() from ${gone}
    where key_id is not null and key_id <> '${INSTALLATION_KEY}'
    on conflict (key_id) do update set unused_since = excluded.unused_since`
}
