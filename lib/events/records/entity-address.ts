import type { NamedValue } from '../event.ts'

/** The parsed address of an OData row. */
export interface EntityAddress {
  readonly entity: string
  readonly keys: readonly NamedValue[]
}

const ENTITY = /(?:^|\/)([A-Za-z_][A-Za-z0-9_]*)$/
const NAMED =
  /([A-Za-z_][A-Za-z0-9_]*)=((?:datetime|datetimeoffset|guid|time)?'(?:[^']|'')*'|[^,']*)/g
const LITERAL = /^(?:datetime|datetimeoffset|guid|time)?'((?:[^']|'')*)'$/
/** Key names of entities whose address may have a value alone. */
const ONLY_KEY: Readonly<Record<string, string>> = {
  User: 'userId',
  PerPerson: 'personIdExternal',
}
const LONGEST = 2_000

/** Reads `…/EmpJob(userId='1',startDate=datetime'…')`; null = it has another form. */
export function readEntityAddress(uri: string): EntityAddress | null {
  if (uri.length > LONGEST) return null
  const address = decoded(uri)
  const open = address.indexOf('(')
  if (open === -1 || !address.endsWith(')')) return null
  const entity = ENTITY.exec(address.slice(0, open))?.[1]
  if (entity === undefined) return null
  const predicate = address.slice(open + 1, -1)
  const named = [...predicate.matchAll(NAMED)].map(([, name = '', literal = '']) => ({
    name,
    value: literalValue(literal),
  }))
  if (named.length > 0) return { entity, keys: named }
  const value = literalValue(predicate)
  return value === '' ? null : { entity, keys: [{ name: ONLY_KEY[entity] ?? 'key', value }] }
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

/** OData 2.0: quotes inside a literal are doubled, and numbers may end with a letter. */
function literalValue(literal: string): string {
  const text = LITERAL.exec(literal)?.[1]
  if (text !== undefined) return text.replaceAll("''", "'")
  return literal.replace(/^(-?\d+(?:\.\d+)?)[LlMmDdFf]$/, '$1')
}
