import { LRUCache } from 'lru-cache'
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

const MAX_ENTRIES = 10_000

/** State of the authorization server: bounded, in memory only. Tokens are signed and need none. */
export function boundedAdapter(): AdapterFactory {
  const entries = new LRUCache<string, AdapterPayload>({ max: MAX_ENTRIES })

  return (model): Adapter => {
    const keyOf = (id: string) => `${model}:${id}`
    const findBy = (field: 'uid' | 'userCode', value: string) =>
      [...entries].find(
        ([key, entry]) => key.startsWith(`${model}:`) && entry[field] === value,
      )?.[1]

    return {
      async upsert(id, payload, expiresInSeconds) {
        const ttl = expiresInSeconds === undefined ? {} : { ttl: expiresInSeconds * 1000 }
        entries.set(keyOf(id), payload, ttl)
      },
      async find(id) {
        return entries.get(keyOf(id))
      },
      async findByUid(uid) {
        return findBy('uid', uid)
      },
      async findByUserCode(userCode) {
        return findBy('userCode', userCode)
      },
      async consume(id) {
        const entry = entries.get(keyOf(id))
        if (entry !== undefined) entry.consumed = Math.floor(Date.now() / 1000)
      },
      async destroy(id) {
        entries.delete(keyOf(id))
      },
      async revokeByGrantId(grantId) {
        for (const [key, entry] of [...entries]) {
          if (entry.grantId === grantId) entries.delete(key)
        }
      },
    }
  }
}
