import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { PERSON_KINDS } from '../../events/person-fields.ts'
import { query } from '../db/query.ts'
import { sealedJson } from '../db/sealed-values.ts'
import { all, raw, sql } from '../db/sql.ts'
import { causeOf } from '../deliver/settlement.ts'
import { timeOfId } from '../queries/id-time.ts'
import { readSubjects } from '../queries/list-subjects.ts'
import { fitting } from '../queries/page.ts'
import { parkedHead } from '../record/lane-head.ts'
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
/** Errors of a group to open: the data of its first person may be forgotten. */
const MAX_ERRORS = 3

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
  readonly handlerId: number
  readonly subjectId: string
  readonly kind: string
  readonly waiting: number
  readonly messageId: string
  readonly ordinal: number
  readonly run: number
  readonly attempt: number
  readonly reasonCode: string | null
  /** keyed hash of the error's message, numbers as # */
  readonly errorCause: string | null
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
  const rows = await query<Row>(
    pool,
    sql`select h.name as handler, l.handler_id as "handlerId", l.subject_id as "subjectId", s.kind, l.waiting,
        d.message_id as "messageId", d.ordinal, d.run, d.attempts_started as attempt,
        d.reason_code as "reasonCode", a.error_cause as "errorCause"
      from (select handler_id, subject_id, waiting, head_position, settled_position from lane
        where ${parkedLanes} limit ${MAX_LANES + 1}) l
      join handler h on h.id = l.handler_id
      join subject s on s.id = l.subject_id
      ${raw(parkedHead)}`,
  )
  const lookedAt = rows.slice(0, MAX_LANES)
  const byCause = Map.groupBy(lookedAt, ({ handlerId, reasonCode, errorCause }) =>
    JSON.stringify([handlerId, reasonCode, errorCause]),
  )
  const largestFirst = [...byCause.values()]
    .map((group) => group.toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1)))
    .sort((a, b) => b.length - a.length)
  const [errors, keys] = await Promise.all([
    readErrors(pool, largestFirst),
    readKeys(pool, largestFirst),
  ])
  const groups = largestFirst.map((group) => groupOf(group, errors, keys))
  // Limits the size: each group may have a long error text.
  const shown = groups.slice(0, fitting(groups))
  return {
    groups: shown,
    ...subjectsOf(lookedAt),
    complete: rows.length <= MAX_LANES && shown.length === groups.length,
  }
}

type Errors = ReadonlyMap<Row, ParkedGroup['error']>

/** Opens some errors of each group. The others say the same. */
async function readErrors(pool: Pool, groups: readonly (readonly Row[])[]): Promise<Errors> {
  const some = groups.flatMap((group) => group.slice(0, MAX_ERRORS))
  const found = await query<{ place: number; error: ParkedGroup['error'] }>(
    pool,
    sql`select (k.place - 1)::int as place, ${sealedJson(places.attempt, 'a', 'error')} as error
      from unnest(${some.map(({ messageId }) => messageId)}::uuid[], ${some.map(({ ordinal }) => ordinal)}::int[],
        ${some.map(({ handlerId }) => handlerId)}::int[], ${some.map(({ run }) => run)}::int[],
        ${some.map(({ attempt }) => attempt)}::int[]) with ordinality
        as k (message_id, ordinal, handler_id, run, number, place)
      join attempt a using (message_id, ordinal, handler_id, run, number)`,
  )
  return new Map(found.map(({ place, error }) => [some[place] as Row, withoutDetails(error)]))
}

/** The stored error has more fields. */
function withoutDetails(error: ParkedGroup['error']): ParkedGroup['error'] {
  if (error === null) return null
  const { name, message, code } = error
  return { name, message, code }
}

async function readKeys(
  pool: Pool,
  groups: readonly (readonly Row[])[],
): Promise<ReadonlyMap<string, string>> {
  const ids = groups.flatMap((group) => group.slice(0, MAX_SUBJECTS).map((row) => row.subjectId))
  const subjects = await readSubjects(pool, [...new Set(ids)])
  return new Map(subjects.map(({ id, key }) => [id, key]))
}

const PERSONS: ReadonlySet<string> = new Set(PERSON_KINDS)

function subjectsOf(rows: readonly Row[]): Subjects {
  const kinds = new Map(rows.map(({ subjectId, kind }) => [subjectId, kind]))
  const people = [...kinds.values()].filter((kind) => PERSONS.has(kind)).length
  return { people, records: kinds.size - people }
}

/** @param oldestFirst at least one */
function groupOf(
  oldestFirst: readonly Row[],
  errors: Errors,
  keys: ReadonlyMap<string, string>,
): ParkedGroup {
  const [first] = oldestFirst as [Row]
  const { handler, reasonCode, messageId, ordinal, run } = first
  const readable = oldestFirst.slice(0, MAX_ERRORS).find((row) => errors.get(row) != null)
  const error = readable === undefined ? null : (errors.get(readable) ?? null)
  return {
    handler,
    reasonCode,
    error,
    cause: causeOf(error?.message ?? null),
    lanes: oldestFirst.length,
    ...subjectsOf(oldestFirst),
    behind: oldestFirst.reduce((sum, { waiting }) => sum + Math.max(0, waiting - 1), 0),
    oldest: timeOfId(messageId),
    first: { messageId, ordinal, handler, run },
    subjects: oldestFirst
      .slice(0, MAX_SUBJECTS)
      .map(({ subjectId, kind }) => ({ id: subjectId, kind, key: keys.get(subjectId) ?? '' })),
  }
}
