import type { ClientBase } from 'pg'
import type { DeliveryState, HeadState, LaneStatus } from '../../states.ts'
import { keyOfContent } from '../db/open-bodies.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { isNotice } from '../record/erasure-notice.ts'
import { laneName } from '../record/extend-lanes.ts'
import { isForgotten } from '../record/forgotten-event.ts'
import { headPosition } from '../record/head-position.ts'
import { INTERNAL_HANDLERS } from '../record/internal-messages.ts'
import { keepMessages } from '../record/lock-messages.ts'
import { sameDelivery } from '../record/same-delivery.ts'
import { type DeliveryKey, deliveryKeys } from '../record/started-delivery.ts'
import type { DeliverySnapshot, LaneSnapshot } from './delivery-action.ts'

const lockLanes = defineStatement<LaneRow>({
  name: 'lock-lanes-of-deliveries',
  columns: {
    handler_id: true,
    subject_id: true,
    status: true,
    head_state: true,
    waiting: true,
    settled_position: true,
    head_position: true,
    rewound: true,
    version: true,
    leased: true,
    begun: true,
  },
  // A delivery's lane never changes, so this reads it before the lock.
  text: `
    select handler_id, subject_id, status, head_state, waiting, settled_position, head_position,
      rewound, version, leased_by is not null and due_at > receiver_clock() as leased,
      leased_by is not null and head_position is null as begun
    from lane
    where (handler_id, subject_id) in (
      select d.handler_id, d.subject_id
      from ${deliveryKeys.from(1, 'k')}
      join delivery d on ${sameDelivery('d', 'k')})
    order by handler_id, subject_id
    for update`,
})

const findHeads = defineStatement<
  Pick<LaneRow, 'handler_id' | 'subject_id'> & { position: string }
>({
  name: 'find-heads-of-leased-lanes',
  columns: { handler_id: true, subject_id: true, position: true },
  text: `
    select handler_id, subject_id, ${headPosition} as position
    from lane join unnest($1::int[], $2::bigint[]) as l (handler_id, subject_id)
      using (handler_id, subject_id)`,
})

const readDeliveries = defineStatement<DeliveryRow>({
  name: 'read-locked-deliveries',
  columns: {
    place: true,
    subject_id: true,
    state: true,
    holds_place: true,
    position: true,
    edit: true,
    key_id: true,
    last: true,
    has_open: true,
    internal: true,
    notice: true,
    forgotten: true,
  },
  text: `
    select k.place::int, d.subject_id, d.state, d.holds_place, d.position, d.edit, keys.key_id, runs.last, runs.has_open,
      d.handler_id = any(${INTERNAL_HANDLERS}) as internal, keys.notice,
      exists (select from event e where e.message_id = k.message_id and e.ordinal = k.ordinal
        and ${isForgotten('e')}) as forgotten
    from ${deliveryKeys.from(1, 'k')}
    join delivery d on ${sameDelivery('d', 'k')}
    cross join lateral (
      select max(r.run) as last,
        bool_or(r.holds_place or r.state in ('waiting', 'scheduled', 'running', 'retrying')) as has_open
      from delivery r
      where r.message_id = k.message_id and r.ordinal = k.ordinal and r.handler_id + 0 = k.handler_id
    ) runs
    left join lateral (
      select coalesce(${keyOfContent('e')}, m.key_id) as key_id, ${isNotice('m')} as notice
      from event e join message m on m.id = e.message_id
      where e.message_id = k.message_id and e.ordinal = k.ordinal
    ) keys on true
    order by k.place`,
})

interface LaneRow {
  handler_id: number
  subject_id: string
  status: LaneStatus
  head_state: HeadState | null
  waiting: number
  settled_position: string
  head_position: string | null
  rewound: boolean
  version: number
  leased: boolean
  /** leased by a recording: the row has no head position */
  begun: boolean
}

interface DeliveryRow {
  place: number
  subject_id: string
  state: DeliveryState
  holds_place: boolean
  position: string
  edit: number
  key_id: string | null
  last: number
  has_open: boolean
  internal: boolean
  /** null = its message was deleted */
  notice: boolean | null
  forgotten: boolean
}

export interface LockedDeliveries {
  /** in the order given; undefined = no such delivery */
  readonly deliveries: readonly (DeliverySnapshot | undefined)[]
  /** by `handlerId/subjectId` */
  readonly lanes: ReadonlyMap<string, LaneSnapshot>
}

/** Locks the lanes of deliveries in the order of every writer, then reads both. */
export async function lockDeliveries(
  client: ClientBase,
  keys: readonly DeliveryKey[],
): Promise<LockedDeliveries> {
  const columns = deliveryKeys.values(keys)
  const lanes = new Map<string, LaneSnapshot>()
  const rows = await execute(client, lockLanes, columns)
  const heads = await headsOf(client, rows)
  for (const row of rows) {
    const name = laneName(row.handler_id, row.subject_id)
    lanes.set(name, toLane(row, heads.get(name) ?? row.head_position))
  }
  await keepMessages(client, [...new Set(keys.map(({ messageId }) => messageId))])
  const deliveries: (DeliverySnapshot | undefined)[] = keys.map(() => undefined)
  for (const row of await execute(client, readDeliveries, columns)) {
    const { messageId, ordinal, handlerId, run: number } = keys[row.place - 1] as DeliveryKey
    deliveries[row.place - 1] = {
      messageId,
      ordinal,
      handlerId,
      run: number,
      subjectId: row.subject_id,
      state: row.state,
      holdsPlace: row.holds_place,
      position: BigInt(row.position),
      edit: row.edit,
      keyId: row.key_id,
      lastRun: row.last,
      hasOpenRun: row.has_open,
      isInternal: row.internal,
      isNotice: row.notice === true,
      isForgotten: row.forgotten,
    }
  }
  return { deliveries, lanes }
}

/** Head positions of lanes that recordings leased, by lane name. */
async function headsOf(
  client: ClientBase,
  lanes: readonly LaneRow[],
): Promise<Map<string, string>> {
  const begun = lanes.filter((lane) => lane.begun)
  if (begun.length === 0) return new Map()
  const rows = await execute(client, findHeads, [
    begun.map((lane) => lane.handler_id),
    begun.map((lane) => lane.subject_id),
  ])
  return new Map(rows.map((row) => [laneName(row.handler_id, row.subject_id), row.position]))
}

function toLane(row: LaneRow, headPosition: string | null): LaneSnapshot {
  return {
    handlerId: row.handler_id,
    subjectId: row.subject_id,
    status: row.status,
    headState: row.head_state,
    waiting: row.waiting,
    settledPosition: BigInt(row.settled_position),
    headPosition: headPosition === null ? null : BigInt(headPosition),
    rewound: row.rewound,
    version: row.version,
    leased: row.leased,
    endsLease: false,
    due: 'kept',
  }
}
