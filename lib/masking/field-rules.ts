/**
 * What a field may show. `plain`: dates and codes, to everybody; `id`: who it is about, to people with
 * Monitor, and in no log; `personal`: names, mail, free text, to people with Reveal alone.
 */
export type FieldKind = 'plain' | 'id' | 'personal'

export interface FieldRules {
  /** What is not known is personal. */
  kindOf(name: string): FieldKind
  /** whether a field of what a handler logs is personal: there most are not */
  isPersonalInLogs(name: string): boolean
}

export interface FieldRuleOptions {
  /** fields that may be shown beside the usual ones */
  readonly shown?: readonly string[]
  /** fields that are personal whatever else is said of them */
  readonly masked?: readonly string[]
}

const PLAIN = new Set([
  'startdate',
  'enddate',
  'effectivestartdate',
  'effectiveenddate',
  'effectivedate',
  'terminationdate',
  'hiredate',
  'lastdateworked',
  'lastmodifieddatetime',
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
])
const ID = new Set([
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
])

/** Parts of names of fields in which persons are described. */
const PERSONAL_PART =
  /(name|mail|(?:phone|mobile|fax|account).?number|phone|mobile|fax|address|street|birth(?:.?(?:date|day|place))?|gender|nationality|salary|iban|comment)(?:es|s)?$/i

/** Rules by the names of fields, whatever their spelling in capitals. */
export function fieldRules({ shown = [], masked = [] }: FieldRuleOptions = {}): FieldRules {
  const alsoShown = new Set(shown.map(lower))
  const alwaysMasked = new Set(masked.map(lower))
  return {
    kindOf(name) {
      const field = lower(name)
      if (alwaysMasked.has(field)) return 'personal'
      if (PLAIN.has(field) || alsoShown.has(field)) return 'plain'
      return ID.has(field) ? 'id' : 'personal'
    },
    isPersonalInLogs(name) {
      const field = lower(name)
      if (alwaysMasked.has(field) || ID.has(field)) return true
      return !alsoShown.has(field) && PERSONAL_PART.test(name)
    },
  }
}

function lower(name: string): string {
  return name.trim().toLowerCase()
}
