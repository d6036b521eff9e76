import type pg from 'pg'

/** A pool whose connections are prepared before each use. */
export function prepareEachUse(
  pool: pg.Pool,
  prepare: (client: Pick<pg.ClientBase, 'query'>) => Promise<unknown>,
): pg.Pool {
  const connect = async (of: pg.Pool) => {
    const client = await of.connect()
    await prepare(client)
    return client
  }
  return new Proxy(pool, {
    get(of, key) {
      if (key === 'connect') return () => connect(of)
      if (key === 'query') {
        return async (...given: unknown[]) => {
          const client = await connect(of)
          try {
            return await (client.query as (...of: unknown[]) => unknown)(...given)
          } finally {
            client.release()
          }
        }
      }
      const value = Reflect.get(of, key) as unknown
      return typeof value === 'function' ? value.bind(of) : value
    },
  })
}
