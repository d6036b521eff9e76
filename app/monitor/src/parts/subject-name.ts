import type { Subject } from '../api/shapes.ts'

/** First character of a placeholder for a personal value. */
const MARK = '‹'

/**
 * The name of a subject: the id of an employee, or the kind and keys of a record. If a part is
 * masked, our own number identifies it.
 */
export function subjectName({ id, kind, key }: Pick<Subject, 'id' | 'kind' | 'key'>): string {
  const name = kind === 'entity' ? recordName(key) : key
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
