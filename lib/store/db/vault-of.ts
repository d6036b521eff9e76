import type { ClientBase, Pool } from 'pg'
import type { Vault } from '../../encryption/vault.ts'

const vaults = new WeakMap<object, Vault>()

/** Gives a pool and its connections the vault that opens the values of their database. */
export function giveVault(pool: Pool, vault: Vault): void {
  vaults.set(pool, vault)
  pool.on('connect', (client) => void vaults.set(client, vault))
}

/** The vault of a pool or of one of its connections. */
export function vaultOf(client: Pick<ClientBase, 'query'>): Vault {
  const vault = vaults.get(client)
  if (vault === undefined) throw new Error('expected a pool with a vault: call giveVault first')
  return vault
}
