/** A piece of a statement. Its values are parameters and never part of the text. */
export class Sql {
  readonly parts: readonly string[]
  readonly values: readonly unknown[]

  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts
    this.values = values
  }
}

/**
 * Builds a piece of a statement, for filters. Nested pieces become part of its text, all other values
 * become parameters: input of a caller never becomes SQL.
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

/** Joins pieces by a separator; `empty` if there are none. */
export function join(pieces: readonly Sql[], separator: string, empty = ''): Sql {
  if (pieces.length === 0) return raw(empty)
  return pieces.reduce((joined, piece) => sql`${joined}${raw(separator)}${piece}`)
}

/** Joins conditions by `and`; no conditions = true. */
export function all(conditions: readonly (Sql | null | false | undefined)[]): Sql {
  const given = conditions.filter((condition) => condition instanceof Sql)
  const effective = given.filter((condition) => !isAlwaysTrue(condition))
  return join(effective, ' and ', 'true')
}

export function isAlwaysTrue({ parts }: Sql): boolean {
  return parts.length === 1 && parts[0] === 'true'
}

/** Constant SQL text, never input of a caller. */
export function raw(text: string): Sql {
  return new Sql([text], [])
}

export function textOf({ parts }: Sql): string {
  return parts.reduce((text, part, index) => `${text}$${index}${part}`)
}
