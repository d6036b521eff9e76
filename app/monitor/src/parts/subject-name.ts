import type { Subject } from '../api/shapes.ts'
import type { Texts } from '../text/en.ts'
import { isMasked } from './masked.ts'

/**
 * The name of a subject: the id of an employee, or the kind and keys of a record. If a part is
 * masked, or the person is forgotten, our own number identifies it.
 */
export function subjectName(
  { id, kind, key, blocked }: Pick<Subject, 'id' | 'kind' | 'key' | 'blocked'>,
  t: Texts,
): string {
  if (key === '') {
    return blocked === true ? t.dataProtection.blockedPerson(id) : t.dataProtection.person(id)
  }
  const name = kind === 'entity' ? recordName(key) : key
  return isMasked(name) ? `${name} #${id}` : name
}

function recordName(key: string): string {
  try {
    const [entity, keys] = JSON.parse(key) as [string, [string, string][]]
    return `${entity} ${keys.map(([name, value]) => `${name}=${value}`).join(', ')}`
  } catch {
    return key
  }
}
