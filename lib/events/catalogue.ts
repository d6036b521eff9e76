/** What is known of an event type, and how well. */
interface CatalogueEntry {
  /** what Intelligent Services Center calls the event */
  readonly name: string
  readonly entityType: string | null
  /** keys that every event of the type has been seen with */
  readonly keys: readonly string[]
  /** parameters that every event of the type has been seen with */
  readonly params: readonly string[]
  /**
   * `captured`: in a message from a SuccessFactors system. `reported`: in the code of receivers that
   * others run. `weak`: the name alone, from one old source.
   */
  readonly grade: 'captured' | 'reported' | 'weak'
}

/**
 * Event types whose name on the wire is known. SuccessFactors has many more, and any other type is as
 * good to a handler: this list only lets the compiler and a warning help. A type joins it when its
 * name was seen, a key or parameter when no event of the type was seen without it.
 */
export const catalogue = {
  'com.successfactors.Employment.AssignmentInformation.Hire': {
    name: 'Employee Hire',
    entityType: 'EmpJob',
    keys: ['userId', 'startDate', 'seqNumber'],
    params: ['personIdExternal', 'perPersonUuid'],
    grade: 'reported',
  },
  // The capital H is SuccessFactors' own.
  'com.successfactors.Employment.AssignmentInformation.ReHire': {
    name: 'Employee Rehire',
    entityType: 'EmpJob',
    keys: ['userId', 'startDate', 'seqNumber'],
    params: ['personIdExternal', 'perPersonUuid'],
    grade: 'reported',
  },
  // startDate and the parameters were reported by some receivers, and not in what was captured.
  'com.successfactors.Employment.AssignmentInformation.Termination': {
    name: 'Employment Termination',
    entityType: 'EmpJob',
    keys: ['userId', 'seqNumber'],
    params: [],
    grade: 'captured',
  },
  'com.successfactors.Employment.JobInformation.ManagerChanged': {
    name: 'Change in Manager',
    entityType: null,
    keys: [],
    params: [],
    grade: 'weak',
  },
} as const satisfies Record<string, CatalogueEntry>

type Catalogue = typeof catalogue

export type KnownEventType = keyof Catalogue

/** Keys that an event of this type is known to have; none for a type that is not in the catalogue. */
export type KnownKey<Type> = Type extends KnownEventType ? Catalogue[Type]['keys'][number] : never

/** Parameters that an event of this type is known to have. */
export type KnownParam<Type> = Type extends KnownEventType
  ? Catalogue[Type]['params'][number]
  : never

export function isKnownType(type: string): type is KnownEventType {
  return Object.hasOwn(catalogue, type)
}
