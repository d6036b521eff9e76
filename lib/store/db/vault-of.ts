import type { Pool } from 'pg'
import type { Vault } from '../../encryption/vault.ts'
import type { Queryable } from './statement.ts'

const VAULT = Symbol('vault')

type Holder = { [VAULT]?: Vault }

/** Gives a pool and its connections the vault that opens the values of their database. */
export function giveVault(pool: Pool, vault: Vault): void {
  const give = (holder: object) => void Object.assign(holder, { [VAULT]: vault })
  give(pool)
  pool.on('connect', give)
}

/** The vault of a pool or of one of its connections. */
export function vaultOf(client: Queryable): Vault {
  const { [VAULT]: vault } = client as Holder
  if (vault === undefined) throw new Error('expected a pool with a vault: call giveVault first')
  return vault
}
