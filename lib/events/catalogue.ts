/** A known event type and the evidence for it. */
interface CatalogueEntry {
  /** its name in Intelligent Services Center */
  readonly name: string
  readonly entityType: string | null
  /** keys that every observed event of the type had */
  readonly keys: readonly string[]
  /** parameters that every observed event of the type had */
  readonly params: readonly string[]
  /**
   * `captured`: in a message of a SuccessFactors system. `reported`: in the code of other
   * receivers. `weak`: only the name, from one old source.
   */
  readonly grade: 'captured' | 'reported' | 'weak'
}

/**
 * Event types with a known technical name. SuccessFactors has many more, and handlers can use any
 * type: this list only helps the compiler and a warning. A key or parameter is listed if no event
 * of the type was observed without it.
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
  // startDate and the parameters were reported by some receivers, but not captured.
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

/** The types of the catalogue, as `EventTypes` has them. */
export type CatalogueTypes = {
  readonly [Type in keyof Catalogue]: {
    readonly keys: Catalogue[Type]['keys'][number]
    readonly params: Catalogue[Type]['params'][number]
  }
}

/** An event type of the catalogue. */
export type CatalogueType = keyof Catalogue

export function isKnownType(type: string): type is CatalogueType {
  return Object.hasOwn(catalogue, type)
}
