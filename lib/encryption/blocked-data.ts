import { AsyncLocalStorage } from 'node:async_hooks'
import { keyIdsOf } from './seal.ts'
import type { SealedPlace, Vault } from './vault.ts'

const maySee = new AsyncLocalStorage<boolean>()

/** Runs work for a reader, with or without the right to see blocked data. */
export function asReader<Result>(seesBlocked: boolean, work: () => Result): Result {
  return maySee.run(seesBlocked, work)
}

/** True for the work of a reader who must not find blocked persons by their values. */
export function mustNotFindBlocked(): boolean {
  return maySee.getStore() === false
}

/** The vault for readers: values of blocked persons open only for those who may see them. */
export function vaultForReaders(vault: Vault): Vault {
  async function isBlocked({ bytes }: SealedPlace): Promise<boolean> {
    const keys = await vault.keys.load(keyIdsOf(bytes))
    return [...keys.values()].some(({ state }) => state === 'blocked')
  }
  return {
    ...vault,
    async open(values) {
      const opened = await vault.open(values)
      if (maySee.getStore() === true) return opened
      const blocked = await Promise.all(values.map(isBlocked))
      return opened.map((clear, index) => (blocked[index] === true ? null : clear))
    },
  }
}
