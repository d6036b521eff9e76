import { isFieldName } from './is-harmless.ts'

/** A longer name would let a short value grow too much. */
const MAX_NAME = 40

/** Stands for a value of this field. */
export function mark(name: string): string {
  return `‹${labelOf(name)}›`
}

/** The name of a field, if it is one: a name may be data itself. */
export function labelOf(name: string): string {
  return isFieldName(name) && name.length <= MAX_NAME ? name : 'value'
}
