import type { Subject } from '../api/shapes.ts'

/** What a value is replaced by that describes a person. */
const MARK = '‹'

/**
 * How a subject is called: an employee by the id, a record by its kind and its keys, with our own number
 * where a part of it is masked and others would be called the same.
 */
export function subjectName({ id, kind, key }: Pick<Subject, 'id' | 'kind' | 'key'>): string {
  if (kind !== 'entity') return key
  const name = recordName(key)
  return name.includes(MARK) ? `${name} #${id}` : name
}

function recordName(key: string): string {
  try {
    const [entity, keys] = JSON.parse(key) as [string, [string, string][]]
    return `${entity} ${keys.map(([name, value]) => `${name}=${value}`).join(', ')}`
  } catch {
    return key
  }
}
