import type { Subject } from '../api/shapes.ts'

/** How a subject is called: an employee by the id, a record by its kind and its keys. */
export function subjectName({ kind, key }: Pick<Subject, 'kind' | 'key'>): string {
  if (kind !== 'entity') return key
  try {
    const [entity, keys] = JSON.parse(key) as [string, [string, string][]]
    return `${entity} ${keys.map(([name, value]) => `${name}=${value}`).join(', ')}`
  } catch {
    return key
  }
}
