import type pg from 'pg'

/** `sent`: the commit succeeds, and its answer is lost. `not sent`: it never reaches the database. */
export type Loss = 'sent' | 'not sent' | null

/** A pool that loses the commits, or the answers to them, as `loss` says at that time. */
export function losingCommits(pool: pg.Pool, loss: () => Loss): pg.Pool {
  const wrap = (client: pg.PoolClient) =>
    new Proxy(client, {
      get(of, key) {
        const value = Reflect.get(of, key) as unknown
        if (key !== 'query') return typeof value === 'function' ? value.bind(of) : value
        return async (...given: unknown[]) => {
          const query = (value as (...given: unknown[]) => Promise<unknown>).bind(of)
          const kind = given[0] === 'commit' ? loss() : null
          if (kind !== 'not sent') {
            const result = await query(...given)
            if (kind === null) return result
          }
          throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' })
        }
      },
    })
  return new Proxy(pool, {
    get(of, key) {
      if (key === 'connect') return async () => wrap(await of.connect())
      const value = Reflect.get(of, key) as unknown
      return typeof value === 'function' ? value.bind(of) : value
    },
  })
}
