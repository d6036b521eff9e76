/**
 * The kind of a field, by its name. It decides which form of a value is harmless
 * (`is-harmless.ts`):
 * - `date`: a date;
 * - `code`: a code of the installation, such as a department;
 * - `id`: the id of a person or object: visible with Monitor, never in logs;
 * - `shown`: named in SHOWN_FIELDS: one word of any form;
 * - `personal`: all others.
 */
export type FieldKind = 'date' | 'code' | 'id' | 'shown' | 'personal'

export interface FieldRules {
  /** Unknown fields are personal. */
  kindOf(name: string): FieldKind
  /** whether the name says that the field describes a person */
  describesPerson(name: string): boolean
  /** whether a field of a handler's log data is personal; most are not */
  isPersonalInLogs(name: string): boolean
}

export interface FieldRuleOptions {
  /** fields that may be shown besides the usual ones */
  readonly shown?: readonly string[]
  /** fields that are always personal */
  readonly masked?: readonly string[]
}

const DATES = [
  'startdate',
  'enddate',
  'effectivestartdate',
  'effectiveenddate',
  'effectivedate',
  'terminationdate',
  'hiredate',
  'lastdateworked',
  'lastmodifieddatetime',
]
const CODES = [
  'seqnumber',
  'event',
  'eventtype',
  'eventreason',
  'entitytype',
  'status',
  'emplstatus',
  'company',
  'legalentity',
  'businessunit',
  'division',
  'department',
  'costcenter',
  'location',
  'countryofcompany',
  'jobcode',
  'employeeclass',
  'employmenttype',
]
const IDS = [
  'userid',
  'user_id',
  'employeeid',
  'personid',
  'personidexternal',
  'perpersonuuid',
  'assignmentid',
  'assignmentidexternal',
  'assignmentuuid',
  'managerid',
  'position',
  'externalcode',
  'workorderid',
]
const KINDS: ReadonlyMap<string, FieldKind> = new Map([
  ...DATES.map((name) => [name, 'date'] as const),
  ...CODES.map((name) => [name, 'code'] as const),
  ...IDS.map((name) => [name, 'id'] as const),
])

/** Parts of the names of fields that describe persons. */
const PERSONAL_PART =
  /(name|mail|(?:phone|mobile|fax|account).?number|phone|mobile|fax|address|street|birth(?:.?(?:date|day|place))?|gender|nationality|salary|iban|comment)(?:es|s)?$/i

/** Rules by field name, case-insensitive. */
export function fieldRules({ shown = [], masked = [] }: FieldRuleOptions = {}): FieldRules {
  const alsoShown = new Set(shown.map(lower))
  const alwaysMasked = new Set(masked.map(lower))
  const describesPerson = (name: string) => {
    const field = lower(name)
    return alwaysMasked.has(field) || (!alsoShown.has(field) && PERSONAL_PART.test(field))
  }
  return {
    kindOf(name) {
      const field = lower(name)
      if (alwaysMasked.has(field)) return 'personal'
      if (alsoShown.has(field)) return 'shown'
      return KINDS.get(field) ?? 'personal'
    },
    describesPerson,
    isPersonalInLogs: (name) => KINDS.get(lower(name)) === 'id' || describesPerson(name),
  }
}

function lower(name: string): string {
  return name.trim().toLowerCase()
}
