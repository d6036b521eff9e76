import type { OperationsDeps } from './operations-deps.ts'
import type { Call } from './route.ts'

/** The whole id of an employee: a reader without Reveal sees it in every list. */
const PERSON_KINDS = ['userId', 'personIdExternal', 'perPersonUuid']

export interface KeySearch {
  readonly key: string
  readonly kind?: string | undefined
}

export interface AdmittedSearch {
  /** kinds of subjects among which the key is looked up; null = all */
  readonly kinds: readonly string[] | null
  /** it may tell something that is hidden without Reveal: it has to be recorded */
  readonly isReveal: boolean
}

/**
 * Decides about every search that compares a guess with stored values. An answer of "found" or "not
 * found" tells a hidden value as well as showing it does. Therefore a text, and the key of anything
 * but a person, need Reveal. The whole id of a person may be looked up 30 times a minute.
 * @throws ReceiverError grant_missing; RequestRefusal search_limit
 */
export function admitSearch(
  { searches }: Pick<OperationsDeps, 'searches'>,
  { needs, credential }: Pick<Call<unknown, unknown, unknown>, 'needs' | 'credential'>,
  { person, text }: { readonly person?: KeySearch | undefined; readonly text?: string | undefined },
): AdmittedSearch {
  const kinds = person === undefined ? null : kindsOf(person)
  const isOpen =
    person === undefined || kinds?.every((kind) => PERSON_KINDS.includes(kind)) === true
  const isReveal = text !== undefined || !isOpen
  if (isReveal) needs('Reveal')
  if (person !== undefined) searches.admit(credential)
  return { kinds, isReveal }
}

function kindsOf({ key, kind }: KeySearch): readonly string[] | null {
  if (kind !== undefined) return [kind]
  // What lib/events/subject.ts makes of a record, and of keys that are too long.
  return /^(\[|sha256:)/.test(key) ? null : PERSON_KINDS
}
