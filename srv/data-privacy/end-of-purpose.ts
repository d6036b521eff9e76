import type { Actor } from '../../lib/store/actions/record-action.ts'
import { recordReveal } from '../../lib/store/actions/record-reveal.ts'
import {
  type Employee,
  findEmployees,
  findQuietEmployees,
} from '../../lib/store/forget/employees.ts'
import { readSubjects } from '../../lib/store/queries/list-subjects.ts'
import type { OperationsDeps } from '../operations/operations-deps.ts'
import type { ReferenceDates } from './retention-bodies.ts'

/** Persons of one answer. The next check finds the others after these are blocked. */
const MAX_PERSONS = 10_000

/** Why the purpose of a person's data has not ended; null = it has. */
export function reasonToKeep(employees: readonly Employee[]): string | null {
  if (employees.some(({ legalHold }) => legalHold)) return 'The person is under a legal hold.'
  if (employees.some(({ isOpen }) => isOpen)) return 'Events of the person are not yet delivered.'
  return null
}

/** The latest end of residence of each company. */
function endsByCompany(dates: ReferenceDates): Map<string, Date> {
  const ends = new Map<string, Date>()
  for (const { organizationAttributeResidenceSet } of dates) {
    for (const { organizationAttributeValue, residenceSet } of organizationAttributeResidenceSet) {
      for (const { retentionStartDate } of residenceSet) {
        const known = ends.get(organizationAttributeValue)
        if (known === undefined || retentionStartDate > known) {
          ends.set(organizationAttributeValue, retentionStartDate)
        }
      }
    }
  }
  return ends
}

/** The ids of persons whose last event is older than the end of residence of their company. */
export async function personsAtEnd(
  { pool, audit }: OperationsDeps,
  by: Actor,
  dates: ReferenceDates,
): Promise<{ dataSubjectId: string }[]> {
  const ids: string[] = []
  for (const [company, end] of endsByCompany(dates)) {
    ids.push(...(await findQuietEmployees(pool, company, end, MAX_PERSONS - ids.length)))
  }
  if (ids.length === 0) return []
  await recordReveal(pool, by, { what: 'search', subjectIds: ids }, audit)
  const keys = (await readSubjects(pool, ids)).map(({ key }) => key)
  return [...new Set(keys)].map((dataSubjectId) => ({ dataSubjectId }))
}

/** Those of the given persons that are at the end, or have no events here. */
export async function confirmedAtEnd(
  { pool }: OperationsDeps,
  persons: readonly { dataSubjectId: string }[],
  dates: ReferenceDates,
): Promise<{ dataSubjectId: string }[]> {
  const ends = endsByCompany(dates)
  const confirmed: { dataSubjectId: string }[] = []
  for (const { dataSubjectId } of persons) {
    const employees = await findEmployees(pool, dataSubjectId)
    const isQuiet = employees.every(({ company, lastEventAt }) => {
      const end = ends.get(company ?? '')
      return end !== undefined && (lastEventAt === null || lastEventAt < end)
    })
    if (isQuiet && reasonToKeep(employees) === null) confirmed.push({ dataSubjectId })
  }
  return confirmed
}
