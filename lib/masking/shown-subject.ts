import type { FieldRules } from './field-rules.ts'
import { mark } from './mask-text.ts'
import { shownValue } from './shown-value.ts'

/**
 * A replacer of JSON.stringify for what lists say of subjects. The key of a record that belongs to no
 * known person is made of its fields (`lib/events/subject.ts`), of which some may describe one.
 */
export function showSubjects(rules: FieldRules): (name: string, value: unknown) => unknown {
  return (_name, value) => {
    if (!isRecord(value)) return value
    return { ...value, key: shownKey(value.key, rules) }
  }
}

function isRecord(value: unknown): value is { readonly kind: 'entity'; readonly key: string } {
  if (typeof value !== 'object' || value === null) return false
  const { kind, key } = value as { kind?: unknown; key?: unknown }
  return kind === 'entity' && typeof key === 'string'
}

function shownKey(key: string, rules: FieldRules): string {
  const parts = readKey(key)
  if (parts === null) return mark('key')
  const [entity, fields] = parts
  return JSON.stringify([
    entity,
    fields.map(([name, value]) => [name, shownValue(name, value, rules)]),
  ])
}

/** null: it was too long, and is cut or a hash. */
function readKey(key: string): [string, [string, string][]] | null {
  try {
    return JSON.parse(key)
  } catch {
    return null
  }
}
