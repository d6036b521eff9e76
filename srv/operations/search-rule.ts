import type { OperationsDeps } from './operations-deps.ts'
import type { Call } from './route.ts'

/** Ids of employees. Lists show them without Reveal. */
const PERSON_KINDS = ['userId', 'personIdExternal', 'perPersonUuid']

export interface KeySearch {
  readonly key: string
  readonly kind?: string | undefined
}

export interface AdmittedSearch {
  /** kinds of subjects to search; null = all */
  readonly kinds: readonly string[] | null
  /** the search may reveal masked values: it must be recorded */
  readonly isReveal: boolean
}

/**
 * Admits searches that compare a guess with stored values: "found" reveals a masked value. So searches
 * by text, or by the key of anything but a person, need Reveal. Searches by a person's complete id are
 * limited to 30 per minute.
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
  // The keys that lib/events/subject.ts makes for records, and for long keys.
  return /^(\[|sha256:)/.test(key) ? null : PERSON_KINDS
}
