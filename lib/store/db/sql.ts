import type { ClientBase, QueryResultRow } from 'pg'

/** A piece of a statement; what was filled in travels beside it and is never part of its text. */
export class Sql {
  readonly parts: readonly string[]
  readonly values: readonly unknown[]

  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts
    this.values = values
  }
}

/**
 * Writes a piece of a statement. Pieces that are filled in become part of its text, everything else
 * a parameter: filters are put together here, and nothing that a caller sends can become SQL.
 */
export function sql(texts: TemplateStringsArray, ...filled: readonly unknown[]): Sql {
  const parts: string[] = [texts[0] as string]
  const values: unknown[] = []
  filled.forEach((value, index) => {
    const text = texts[index + 1] as string
    if (value instanceof Sql) {
      const [first, ...rest] = value.parts
      parts[parts.length - 1] += first as string
      parts.push(...rest)
      parts[parts.length - 1] += text
      values.push(...value.values)
    } else {
      parts.push(text)
      values.push(value)
    }
  })
  return new Sql(parts, values)
}

/** Pieces between separators; `empty` where there is none. */
export function join(pieces: readonly Sql[], separator: string, empty = ''): Sql {
  if (pieces.length === 0) return raw(empty)
  return pieces.reduce((joined, piece) => sql`${joined}${raw(separator)}${piece}`)
}

/** All conditions hold; no condition always holds. */
export function all(conditions: readonly (Sql | null | false | undefined)[]): Sql {
  const given = conditions.filter((condition) => condition instanceof Sql)
  const telling = given.filter((condition) => !isAlwaysTrue(condition))
  return join(telling, ' and ', 'true')
}

/** It says nothing: every row passes. */
export function isAlwaysTrue({ parts }: Sql): boolean {
  return parts.length === 1 && parts[0] === 'true'
}

/** Text of our own. */
export function raw(text: string): Sql {
  return new Sql([text], [])
}

export function textOf({ parts }: Sql): string {
  return parts.reduce((text, part, index) => `${text}$${index}${part}`)
}

/**
 * Runs a statement that was put together. It has no name: it is planned for its very values, which
 * costs a millisecond and spares a plan that fits others.
 */
export async function query<Row extends QueryResultRow>(
  client: Pick<ClientBase, 'query'>,
  statement: Sql,
): Promise<Row[]> {
  const result = await client.query<Row>(textOf(statement), [...statement.values])
  return result.rows
}
