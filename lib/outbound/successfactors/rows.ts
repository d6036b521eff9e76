/**
 * A value for handlers. Instants (Edm.DateTimeOffset) are ISO 8601 in UTC. Dates (Edm.DateTime) are
 * `YYYY-MM-DD`, or `YYYY-MM-DDTHH:mm:ss` in the data centre's time if they have a time. Int64 and
 * Decimal are strings.
 */
export type Value = string | number | boolean | null | undefined | Row | readonly Row[]

/** A row of any entity, with expanded rows; other navigations are omitted. */
export interface Row {
  readonly [field: string]: Value
}

type Text = string | null | undefined

/** Use this stamp: `lastModifiedOn` is in the data centre's time. */
interface Stamped extends Row {
  readonly lastModifiedDateTime?: Text
  readonly createdDateTime?: Text
  readonly lastModifiedBy?: Text
}

interface Slice extends Stamped {
  /** `YYYY-MM-DD` */
  readonly startDate: string
  /** `YYYY-MM-DD`; 9999-12-31 = open */
  readonly endDate?: Text
}

export interface EmpJob extends Slice {
  readonly userId: string
  readonly seqNumber: string
  /** `event`, `emplStatus`: ids of picklist options, which differ between tenants */
  readonly event?: Text
  readonly eventReason?: Text
  readonly emplStatus?: Text
  readonly company?: Text
  readonly department?: Text
  readonly position?: Text
  readonly jobCode?: Text
  /** a userId, or `NO_MANAGER` */
  readonly managerId?: Text
  readonly standardHours?: Text
  readonly fte?: Text
}

export interface PerPerson extends Stamped {
  readonly personIdExternal: string
  readonly personId?: Text
  readonly perPersonUuid?: Text
  readonly dateOfBirth?: Text
  readonly countryOfBirth?: Text
}

export interface PerPersonal extends Slice {
  readonly personIdExternal: string
}

export interface PerEmail extends Stamped {
  readonly personIdExternal: string
  readonly emailType: string
  readonly emailAddress?: Text
  readonly isPrimary?: boolean | null
}

export interface EmpEmployment extends Stamped {
  readonly personIdExternal: string
  readonly userId: string
  readonly startDate?: Text
  /** also set for future terminations; cleared by a later rehire */
  readonly endDate?: Text
}

export interface User extends Stamped {
  readonly userId: string
  /** `t`, `T` active; `f`, `F` inactive; `e`, `d` external */
  readonly status?: Text
  readonly username?: Text
  readonly email?: Text
}

export interface Position extends Stamped {
  readonly code: string
  readonly effectiveStartDate: string
  readonly effectiveEndDate?: Text
}

export interface EmployeeTime extends Stamped {
  readonly externalCode: string
  readonly startDate?: Text
  readonly endDate?: Text
  /** a cancelled absence stays, as `CANCELLED` */
  readonly approvalStatus?: Text
}

interface TypedRows {
  readonly EmpJob: EmpJob
  readonly PerPerson: PerPerson
  readonly PerPersonal: PerPersonal
  readonly PerEmail: PerEmail
  readonly EmpEmployment: EmpEmployment
  readonly User: User
  readonly Position: Position
  readonly EmployeeTime: EmployeeTime
}

/** The typed row of a known entity, else Row. */
export type RowOf<Name extends string> = Name extends keyof TypedRows ? TypedRows[Name] : Row

const JSON_DATE = /^\/Date\((-?\d{1,15})([+-]\d{4})?\)\/$/
const MIDNIGHT = 'T00:00:00'

/** Converts a row of OData v2 JSON: readable dates, expanded collections as lists. Pure. */
export function toRow(json: unknown): Row {
  return Object.fromEntries(
    Object.entries(json as Record<string, unknown>).flatMap(([name, value]) => {
      if (name === '__metadata' || isDeferred(value)) return []
      return [[name, toValue(value)]]
    }),
  )
}

function toValue(value: unknown): Value {
  if (typeof value === 'string') return dateOf(value) ?? value
  if (typeof value !== 'object' || value === null) return value as Value
  const { results } = value as { results?: unknown }
  return Array.isArray(results) ? results.map(toRow) : toRow(value)
}

function isDeferred(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '__deferred' in value
}

/** A date with an offset is an instant in UTC, else a date of the data centre. */
function dateOf(text: string): string | null {
  const [, ms, offset] = JSON_DATE.exec(text) ?? []
  if (ms === undefined) return null
  const date = new Date(Number(ms))
  if (Number.isNaN(date.getTime())) return null
  if (offset !== undefined) return date.toISOString()
  const local = date.toISOString().slice(0, 'YYYY-MM-DDTHH:mm:ss'.length)
  return local.endsWith(MIDNIGHT) ? local.slice(0, -MIDNIGHT.length) : local
}
