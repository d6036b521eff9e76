/** Values that have a field of their own kind. All others are text. */
export type ValueKind = 'date' | 'flag' | 'text'

/** Pure. The kind of a value as it was sent: a field does not change while a user types. */
export function valueKindOf(name: string, value: string): ValueKind {
  if (value === '') return /date$/i.test(name) ? 'date' : 'text'
  if (value === 'true' || value === 'false') return 'flag'
  return isDay(value) ? 'date' : 'text'
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = new Date(value)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value)
}
