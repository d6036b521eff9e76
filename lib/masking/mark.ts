import { isFieldName } from './is-harmless.ts'

/** A longer name would make short values too long. */
const MAX_NAME = 40

/** Replaces a value of this field. */
export function mark(name: string): string {
  return `‹${labelOf(name)}›`
}

/** The name of a field; `value` if the name may contain data. */
export function labelOf(name: string): string {
  return isFieldName(name) && name.length <= MAX_NAME ? name : 'value'
}
