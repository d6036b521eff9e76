import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { PERSON_KINDS } from '../../events/person-fields.ts'
import { query } from '../db/query.ts'
import { sealedJson, sealedText } from '../db/sealed-values.ts'
import { all, sql } from '../db/sql.ts'
import { causeOf } from '../deliver/settlement.ts'
import { timeOfId } from '../queries/id-time.ts'
import { fitting } from '../queries/page.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'

/** Parked lanes of one handler with the same cause of failure. */
export interface ParkedGroup {
  readonly handler: string
  readonly reasonCode: string | null
  readonly error: {
    readonly name: string | null
    readonly message: string | null
    readonly code: string | null
  } | null
  /** the error text with # for each number; selects the deliveries of this group */
  readonly cause: string | null
  readonly lanes: number
  /** subjects of the lanes: people and other records */
  readonly people: number
  readonly records: number
  /** deliveries behind the heads */
  readonly behind: number
  /** receipt of the oldest message */
  readonly oldest: Date
  readonly first: Omit<DeliveryKey, 'handlerId'> & { readonly handler: string }
  /** some of the subjects */
  readonly subjects: readonly { readonly id: string; readonly kind: string; readonly key: string }[]
}

/** Limit of lanes: more of them mean one common problem. */
const MAX_LANES = 5_000
const MAX_SUBJECTS = 5

export interface ParkedWork extends Subjects {
  readonly groups: readonly ParkedGroup[]
  readonly complete: boolean
}

/** Each subject counts once over all handlers. */
interface Subjects {
  readonly people: number
  readonly records: number
}

interface Row {
  readonly handler: string
  readonly subjectId: string
  readonly kind: string
  readonly key: string
  readonly waiting: number
  readonly messageId: string
  readonly ordinal: number
  readonly run: number
  readonly reasonCode: string | null
  readonly error: ParkedGroup['error']
}

/** An operator's work list, of one or all companies, largest group first. `complete` = includes every parked lane. */
export async function readParkedGroups(
  pool: Pool,
  { company }: { readonly company?: string },
): Promise<ParkedWork> {
  const parkedLanes = all([
    sql`status = 'parked'`,
    company !== undefined &&
      sql`exists (select from subject where id = lane.subject_id and company = ${company})`,
  ])
  const rows = await query<Row & Record<string, unknown>>(
    pool,
    sql`select h.name as handler, l.subject_id as "subjectId", s.kind,
        ${sealedText(places.subject, 's', 'key')} as key, l.waiting,
        d.message_id as "messageId", d.ordinal, d.run, d.reason_code as "reasonCode",
        ${sealedJson(places.attempt, 'a', 'error')} as error
      from (select handler_id, subject_id, waiting, head_position, settled_position from lane
        where ${parkedLanes} limit ${MAX_LANES + 1}) l
      join handler h on h.id = l.handler_id
      join subject s on s.id = l.subject_id
      cross join lateral (
        select message_id, ordinal, handler_id, run, reason_code, attempts_started from delivery
        where handler_id = l.handler_id and subject_id = l.subject_id
          and position >= coalesce(l.head_position, l.settled_position + 1) and holds_place
        order by position limit 1
      ) d
      left join attempt a on a.message_id = d.message_id and a.ordinal = d.ordinal
        and a.handler_id = d.handler_id and a.run = d.run and a.number = d.attempts_started`,
  )
  const lookedAt = rows.slice(0, MAX_LANES).map(withShortError)
  const groups = Map.groupBy(lookedAt, ({ handler, reasonCode, error }) =>
    JSON.stringify([handler, reasonCode, causeOf(error?.message ?? null)]),
  )
  const largestFirst = [...groups.values()].map(groupOf).sort((a, b) => b.lanes - a.lanes)
  // Limits the size: each group may have a long error text.
  const shown = largestFirst.slice(0, fitting(largestFirst))
  return {
    groups: shown,
    ...subjectsOf(lookedAt),
    complete: rows.length <= MAX_LANES && shown.length === largestFirst.length,
  }
}

/** The stored error has more fields. */
function withShortError(row: Row): Row {
  if (row.error === null) return row
  const { name, message, code } = row.error
  return { ...row, error: { name, message, code } }
}

const PERSONS: ReadonlySet<string> = new Set(PERSON_KINDS)

function subjectsOf(rows: readonly Row[]): Subjects {
  const kinds = new Map(rows.map(({ subjectId, kind }) => [subjectId, kind]))
  const people = [...kinds.values()].filter((kind) => PERSONS.has(kind)).length
  return { people, records: kinds.size - people }
}

function groupOf(rows: readonly Row[]): ParkedGroup {
  const oldestFirst = rows.toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1))
  const [first] = oldestFirst as [Row]
  const { handler, reasonCode, error, messageId, ordinal, run } = first
  return {
    handler,
    reasonCode,
    error,
    cause: causeOf(error?.message ?? null),
    lanes: rows.length,
    ...subjectsOf(rows),
    behind: rows.reduce((sum, { waiting }) => sum + Math.max(0, waiting - 1), 0),
    oldest: timeOfId(messageId),
    first: { messageId, ordinal, handler, run },
    subjects: oldestFirst
      .slice(0, MAX_SUBJECTS)
      .map(({ subjectId, kind, key }) => ({ id: subjectId, kind, key })),
  }
}
