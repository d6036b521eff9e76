import type { Subject } from '../api/shapes.ts'

/** The first character of a mark, which stands for a personal value. */
const MARK = '‹'

/**
 * The name of a subject: the id of an employee, or the kind and the keys of a record. Where a part of it
 * is masked, our own number tells it from others.
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
