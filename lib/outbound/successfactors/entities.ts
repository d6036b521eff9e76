/** The form of a key in a URL: 'text', `1L`, `1`, datetime'…T00:00:00'. */
export type KeyKind = 'text' | 'long' | 'number' | 'day'

export interface EntityShape {
  readonly keys: Readonly<Record<string, KeyKind>>
  /** field with the first day of a slice; null = not effective-dated */
  readonly datedBy: string | null
  /** field with the last day */
  readonly datedTo: string | null
  /** an MDF object: its pages know no snapshot (SAP KBA 3308165) */
  readonly mdf: boolean
}

interface Entity<Keys extends EntityShape['keys']> extends EntityShape {
  readonly keys: Keys
}

const entity = <const Keys extends EntityShape['keys']>(
  keys: Keys,
  dated: readonly [from: string, to: string] | null = null,
  mdf = false,
): Entity<Keys> => ({ keys, datedBy: dated?.[0] ?? null, datedTo: dated?.[1] ?? null, mdf })

const DATED = ['startDate', 'endDate'] as const
const MDF_DATED = ['effectiveStartDate', 'effectiveEndDate'] as const
/** Prefix of customers' MDF objects. */
const CUSTOM = 'cust_'
const foundation = entity({ externalCode: 'text', startDate: 'day' }, DATED)

/** The usual entities of events, with their keys in SAP's metadata. */
export const ENTITIES = {
  EmpJob: entity({ seqNumber: 'long', startDate: 'day', userId: 'text' }, DATED),
  EmpCompensation: entity({ seqNumber: 'long', startDate: 'day', userId: 'text' }, DATED),
  EmpPayCompRecurring: entity(
    { payComponent: 'text', seqNumber: 'long', startDate: 'day', userId: 'text' },
    DATED,
  ),
  EmpPayCompNonRecurring: entity({ payComponentCode: 'text', payDate: 'day', userId: 'text' }),
  EmpEmployment: entity({ personIdExternal: 'text', userId: 'text' }),
  EmpEmploymentTermination: entity({ endDate: 'day', personIdExternal: 'text', userId: 'text' }),
  EmpJobRelationships: entity(
    { relationshipType: 'text', startDate: 'day', userId: 'text' },
    DATED,
  ),
  PerPerson: entity({ personIdExternal: 'text' }),
  PerPersonal: entity({ personIdExternal: 'text', startDate: 'day' }, DATED),
  PerEmail: entity({ emailType: 'text', personIdExternal: 'text' }),
  PerPhone: entity({ personIdExternal: 'text', phoneType: 'text' }),
  PerNationalId: entity({ cardType: 'text', country: 'text', personIdExternal: 'text' }),
  PerAddressDEFLT: entity(
    { addressType: 'text', personIdExternal: 'text', startDate: 'day' },
    DATED,
  ),
  User: entity({ userId: 'text' }),
  Position: entity({ code: 'text', effectiveStartDate: 'day' }, MDF_DATED, true),
  EmployeeTime: entity({ externalCode: 'text' }, null, true),
  PaymentInformationV3: entity({ effectiveStartDate: 'day', worker: 'text' }, MDF_DATED, true),
  FOCompany: foundation,
  FODepartment: foundation,
  FOCostCenter: foundation,
  FOLocation: foundation,
  FOJobCode: foundation,
  FOEventReason: foundation,
  JobApplication: entity({ applicationId: 'number' }),
  Candidate: entity({ candidateId: 'number' }),
  JobRequisition: entity({ jobReqId: 'number' }),
  JobOffer: entity({ offerApprovalId: 'number' }),
  WfRequest: entity({ wfRequestId: 'number' }),
} as const satisfies Record<string, EntityShape>

export type KnownEntity = keyof typeof ENTITIES

/** undefined = unknown entity */
export function shapeOf(name: string): EntityShape | undefined {
  return Object.hasOwn(ENTITIES, name) ? ENTITIES[name as KnownEntity] : undefined
}

export type Dating = Pick<EntityShape, 'datedBy' | 'datedTo'>

/**
 * The date fields of an entity; for an unknown entity, guessed from names.
 * @param names of its keys or fields, if available
 */
export function datingOf(entity: string, names: Iterable<string> = []): Dating {
  const known = shapeOf(entity)
  if (known !== undefined) return known
  const given = new Set(names)
  const [datedBy, datedTo] =
    given.has('effectiveStartDate') || (!given.has('startDate') && entity.startsWith(CUSTOM))
      ? MDF_DATED
      : DATED
  return { datedBy, datedTo }
}

/** Unknown entities may be effective-dated; others ignore days in a query. */
export function mayBeDated(entity: string): boolean {
  const known = shapeOf(entity)
  return known === undefined || known.datedBy !== null
}
