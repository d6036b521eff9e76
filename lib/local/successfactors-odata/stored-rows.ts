import { createHash } from 'node:crypto'
import {
  ENTITIES,
  type EntityShape,
  type KnownEntity,
} from '../../outbound/successfactors/entities.ts'

/**
 * A stored row: days are `YYYY-MM-DD`, instants ISO in UTC, Int64 strings; lists and objects are
 * navigations.
 */
export type StoredRow = Readonly<Record<string, unknown>>

export type StoredRows = Partial<Record<KnownEntity, readonly StoredRow[]>>

/** An error of SuccessFactors. */
export class ODataFault extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, text: string) {
    super(text)
    this.status = status
    this.code = code
  }
}

export function shapeNamed(entity: string): EntityShape {
  if (Object.hasOwn(ENTITIES, entity)) return ENTITIES[entity as KnownEntity]
  throw new ODataFault(404, 'COE_ENTITY_NOT_FOUND', `Entity ${entity} is not found.`)
}

/** Identifies an object: its key without day and sequence. */
export function objectOf(row: StoredRow, { keys, datedBy }: EntityShape): string {
  const names = Object.keys(keys).filter((name) => name !== datedBy && name !== 'seqNumber')
  return JSON.stringify(names.map((name) => row[name]))
}

/** Slices of a dated entity: as of a day (default today), or all that overlap a period. */
export function slicesOf(
  rows: readonly StoredRow[],
  { datedBy, datedTo }: EntityShape,
  options: URLSearchParams,
  today: string,
): readonly StoredRow[] {
  const [asOf, from, to] = ['asOfDate', 'fromDate', 'toDate'].map((name) => options.get(name))
  if (asOf != null && (from ?? to) != null) {
    throw new ODataFault(400, 'BadRequestException', 'asOfDate and fromDate exclude each other.')
  }
  if (datedBy === null) return rows
  const first = from ?? (to == null ? (asOf ?? today) : '1900-01-01')
  const last = to ?? (from == null ? (asOf ?? today) : '9999-12-31')
  return rows.filter((row) => {
    const end = String((datedTo === null ? null : row[datedTo]) ?? '9999-12-31')
    return String(row[datedBy]) <= last && end >= first
  })
}

const HIRED = '2020-01-01'
const OPEN = '9999-12-31'
const DEPARTMENTS = ['Assembly', 'Finance', 'Human Resources', 'Logistics', 'Sales'] as const
const MANAGERS = ['10005', '10006'] as const
const NO_MANAGER = 'NO_MANAGER'
/** id of a picklist option */
const BUSINESS = '8448'
/** active */
const WORKS = { emplStatusNav: { externalCode: 'A' } }
const SINGLE_KEY = /^\/odata\/v2\/(?:User|PerPerson)\('((?:[^']|'')*)'\)$/

/**
 * Data of an invented company about the requested employee: everyone works there, and the same
 * request always gets the same data. The names are the same for all.
 */
export function inventedRows(url: URL): StoredRows {
  const path = decodeURIComponent(url.pathname)
  const address = `${path} ${url.searchParams.get('$filter') ?? ''}`
  const alone = SINGLE_KEY.exec(path)?.[1]?.replaceAll("''", "'")
  const userId = alone ?? askedFor(address, 'userId') ?? askedFor(address, 'personIdExternal')
  if (userId === undefined) return {}
  const person = askedFor(address, 'personIdExternal') ?? userId
  const startDate = /\bstartDate=datetime'(\d{4}-\d{2}-\d{2})/.exec(address)?.[1] ?? HIRED
  const seqNumber = /\bseqNumber=(\d+)/.exec(address)?.[1] ?? '1'
  const number = createHash('sha256').update(userId).digest().readUInt16BE()
  const department = DEPARTMENTS[number % DEPARTMENTS.length] ?? DEPARTMENTS[0]
  const slice = { startDate, endDate: OPEN, lastModifiedDateTime: `${HIRED}T08:00:00.000Z` }
  const managerId = MANAGERS.find((manager) => manager !== userId) ?? NO_MANAGER
  const job = { company: 'ACME', department, costCenter: `C-${number % 100}`, managerId }
  const email = `${encodeURIComponent(person)}@acme.example`
  const name = { firstName: 'Kim', lastName: 'Example' }
  return {
    EmpJob: [{ userId, seqNumber, ...slice, ...job, ...WORKS, fte: '1', standardHours: '40' }],
    EmpEmployment: [{ userId, personIdExternal: person, startDate: HIRED, endDate: null }],
    PerPerson: [{ personIdExternal: person, personId: String(number) }],
    PerPersonal: [{ personIdExternal: person, ...slice, startDate: HIRED, ...name }],
    PerEmail: [
      { personIdExternal: person, emailType: BUSINESS, emailAddress: email, isPrimary: true },
    ],
    User: [{ userId, status: 't', username: userId, email, ...name }],
  }
}

/** The value in a key or filter, with quotes undoubled. */
function askedFor(address: string, name: string): string | undefined {
  const literal = new RegExp(`\\b${name}(?:=| eq )'((?:[^']|'')*)'`).exec(address)?.[1]
  return literal?.replaceAll("''", "'")
}
