import type { Pool } from 'pg'
import type { DeliveryState } from '../../states.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { countRows } from './erase-rows.ts'
import type { ErasedRows } from './forget-action.ts'
import { OPEN } from './open-deliveries.ts'
import {
  type ForgetRequest,
  refusalOf,
  type SubjectToForget,
  subjectToForget,
  subjectToForgetColumns,
} from './request-forgetting.ts'

const MAX_LISTED = 50

const readSubject = defineStatement<SubjectToForget>({
  name: 'read-subject-to-forget',
  columns: subjectToForgetColumns,
  text: `select ${subjectToForget} from subject where id = $1::bigint`,
})

/** A delivery that may still run. */
export interface ListedDelivery {
  readonly messageId: string
  readonly ordinal: number
  readonly handler: string
  readonly run: number
  readonly type: string | null
  readonly state: DeliveryState
}

const listOpen = defineStatement<ListedDelivery & { readonly total: number }>({
  name: 'list-open-deliveries-of-subject',
  columns: {
    messageId: true,
    ordinal: true,
    handler: true,
    run: true,
    type: true,
    state: true,
    total: true,
  },
  text: `
    select d.message_id as "messageId", d.ordinal, h.name as handler, d.run, e.type, d.state,
      (count(*) over ())::int as total
    from event e
    join delivery d on d.message_id = e.message_id and d.ordinal = e.ordinal
    join handler h on h.id = d.handler_id
    where e.subject_id = $1::bigint and ${OPEN} and (d.state = 'running') = $2::bool
    order by e.position
    limit ${MAX_LISTED}`,
})

const countShared = defineStatement<{ count: number }>({
  name: 'count-shared-messages',
  columns: { count: true },
  text: `
    with own as materialized (
      select distinct message_id from event where subject_id = $1::bigint
    )
    select count(*)::int as count from own
    where exists (
      select from event other where other.message_id = own.message_id and other.subject_id <> $1::bigint)`,
})

export interface DeliveryList {
  readonly count: number
  /** the first 50 */
  readonly items: readonly ListedDelivery[]
}

export interface ForgetPreview {
  /** rows that become unreadable */
  readonly rows: ErasedRows
  /** deliveries that will not run */
  readonly waiting: DeliveryList
  /** deliveries that run now: the erasure waits for their end */
  readonly running: DeliveryList
  /** messages that also bring events of others: their raw call cannot be shown any more */
  readonly sharedMessages: number
}

const NO_NOTICE = '00000000-0000-0000-0000-000000000000'

/** The effects of an erasure, without any. */
export async function previewForgetting(
  pool: Pool,
  subjectId: string,
): Promise<ForgetPreview | Exclude<ForgetRequest, { kind: 'started' }>> {
  const [subject] = await execute(pool, readSubject, [subjectId])
  const refusal = await refusalOf(pool, subject)
  if (refusal !== null) return refusal
  const [rows, waiting, running, shared] = await Promise.all([
    countRows(pool, subjectId, NO_NOTICE),
    listed(pool, subjectId, false),
    listed(pool, subjectId, true),
    execute(pool, countShared, [subjectId]),
  ])
  return { rows, waiting, running, sharedMessages: shared[0]?.count ?? 0 }
}

async function listed(pool: Pool, subjectId: string, isRunning: boolean): Promise<DeliveryList> {
  const rows = await execute(pool, listOpen, [subjectId, isRunning])
  return {
    count: rows[0]?.total ?? 0,
    items: rows.map(({ total: _total, ...delivery }) => delivery),
  }
}
