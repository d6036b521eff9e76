import type pg from 'pg'

export interface LossyPool {
  readonly pool: pg.Pool
  /** answers lost so far */
  readonly lost: () => number
}

interface Loss {
  /** false: the statement never reaches the database */
  readonly isSent?: boolean
  /** called after the loss and before the caller's error */
  readonly meanwhile?: () => Promise<unknown>
}

/** Executes all statements, and loses the first answer to a statement of this name. */
export function losingFirstAnswer(
  pool: pg.Pool,
  name: string,
  { isSent = true, meanwhile }: Loss = {},
): LossyPool {
  let lost = 0
  const lose = async (query: (...of: never[]) => Promise<unknown>, given: unknown[]) => {
    const statement = given[0] as { name?: string } | string
    const called = typeof statement === 'string' ? statement : statement.name
    const isLost = called === name && lost === 0
    if (isLost) lost += 1
    const result = isLost && !isSent ? null : await query(...(given as never[]))
    if (!isLost) return result
    await meanwhile?.()
    throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' })
  }
  const wrap = <Of extends object>(target: Of): Of =>
    new Proxy(target, {
      get(of, key) {
        const value = Reflect.get(of, key) as (...given: unknown[]) => Promise<object>
        if (key === 'query')
          return (...given: unknown[]) =>
            lose(value.bind(of) as (...of: never[]) => Promise<unknown>, given)
        if (key === 'connect') return async () => wrap(await value.call(of))
        return typeof value === 'function' ? value.bind(of) : value
      },
    })
  return { pool: wrap(pool), lost: () => lost }
}
