import { createHash } from 'node:crypto'
import type { StoredRows } from './stored-rows.ts'

const HIRED = '2020-01-01'
const OPEN = '9999-12-31'
const DEPARTMENTS = ['Assembly', 'Finance', 'Human Resources', 'Logistics', 'Sales'] as const
/** active */
const WORKS = { emplStatusNav: { externalCode: 'A' } }
const SINGLE_KEY = /^\/odata\/v2\/(?:User|PerPerson)\('((?:[^']|'')*)'\)$/

/**
 * What an invented company knows of the employee who is asked for: whoever it is works there, and every
 * time the same is told. Nobody's name is in it.
 */
export function inventedRows(url: URL): StoredRows {
  const path = decodeURIComponent(url.pathname)
  const asked = `${path} ${url.searchParams.get('$filter') ?? ''}`
  const alone = SINGLE_KEY.exec(path)?.[1]?.replaceAll("''", "'")
  const userId = alone ?? askedFor(asked, 'userId') ?? askedFor(asked, 'personIdExternal')
  if (userId === undefined) return {}
  const person = askedFor(asked, 'personIdExternal') ?? userId
  const startDate = /\bstartDate=datetime'(\d{4}-\d{2}-\d{2})/.exec(asked)?.[1] ?? HIRED
  const seqNumber = /\bseqNumber=(\d+)/.exec(asked)?.[1] ?? '1'
  const number = createHash('sha256').update(userId).digest().readUInt16BE()
  const department = DEPARTMENTS[number % DEPARTMENTS.length] ?? DEPARTMENTS[0]
  const slice = { startDate, endDate: OPEN, lastModifiedDateTime: `${HIRED}T08:00:00.000Z` }
  const job = { company: 'ACME', department, costCenter: `C-${number % 100}`, managerId: '10005' }
  return {
    EmpJob: [{ userId, seqNumber, ...slice, ...job, ...WORKS, fte: '1', standardHours: '40' }],
    EmpEmployment: [{ userId, personIdExternal: person, startDate: HIRED, endDate: null }],
    PerPerson: [{ personIdExternal: person, personId: String(number) }],
    User: [{ userId, status: 't', username: userId }],
  }
}

/** Of a key or a filter; quotes in it are doubled. */
function askedFor(asked: string, name: string): string | undefined {
  const literal = new RegExp(`\\b${name}(?:=| eq )'((?:[^']|'')*)'`).exec(asked)?.[1]
  return literal?.replaceAll("''", "'")
}
