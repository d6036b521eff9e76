import type pg from 'pg'

/**
 * A pool whose connections see the model's time: the offset of the database's clock is set before
 * each use, so that what a step takes in real time moves nothing.
 */
export function withClock(pool: pg.Pool, now: () => number): pg.Pool {
  const setClock = (client: Pick<pg.ClientBase, 'query'>) =>
    client.query({
      name: 'set-clock',
      text: `select set_config('sf_event_receiver.clock_offset_ms', $1, false)`,
      values: [String(now() - Date.now())],
    })
  return new Proxy(pool, {
    get(of, key) {
      if (key === 'connect') {
        return async () => {
          const client = await of.connect()
          await setClock(client)
          return client
        }
      }
      if (key === 'query') {
        return async (...given: unknown[]) => {
          const client = await of.connect()
          try {
            await setClock(client)
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
