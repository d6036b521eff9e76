/** Kinds of ids that name a person, in the order in which they are preferred. */
export const PERSON_KINDS = [
  'userId',
  'personIdExternal',
  'perPersonUuid',
  'assignmentId',
  'personId',
] as const

export type PersonKind = (typeof PERSON_KINDS)[number]

/** Spellings of a field that names a person, by normalized name; the first ones are preferred. */
export type PersonFields = ReadonlyMap<string, PersonKind>

/** docs/handlers.md shows this table. `worker` names the person of PaymentInformation and time objects. */
const KNOWN: readonly (readonly [string, PersonKind])[] = [
  ['userId', 'userId'],
  ['userSysId', 'userId'],
  ['usersSysId', 'userId'],
  ['worker', 'userId'],
  ['workerId', 'userId'],
  ['employeeId', 'userId'],
  ['employeeNumber', 'userId'],
  ['empId', 'userId'],
  ['personIdExternal', 'personIdExternal'],
  ['perPersonUuid', 'perPersonUuid'],
  ['personUuid', 'perPersonUuid'],
  ['assignmentId', 'assignmentId'],
  ['assignmentIdExternal', 'assignmentId'],
  ['assignmentUuid', 'assignmentId'],
  ['personId', 'personId'],
]

const normalized = new Map<string, string>()
const MAX_NORMALIZED = 1_000
const LONGEST_REMEMBERED = 100

const KNOWN_FIELDS = withAdded({})

/** The known spellings, followed by those of the configuration. */
export function personFields(added?: Readonly<Record<string, PersonKind>>): PersonFields {
  return added === undefined ? KNOWN_FIELDS : withAdded(added)
}

function withAdded(added: Readonly<Record<string, PersonKind>>): PersonFields {
  const all = [...KNOWN, ...Object.entries(added)]
  return new Map(all.map(([name, kind]) => [normalizedName(name), kind]))
}

/** `UserId`, `USERID`, `user_id` and `User ID` are one name. The records of a list share their names. */
export function normalizedName(name: string): string {
  const known = normalized.get(name)
  if (known !== undefined) return known
  const made = name.replaceAll(/[\s_-]/g, '').toLowerCase()
  if (normalized.size >= MAX_NORMALIZED) normalized.clear()
  if (name.length <= LONGEST_REMEMBERED) normalized.set(name, made)
  return made
}
