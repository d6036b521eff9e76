import type pg from 'pg'
import type { AttemptEnd } from '../../lib/dispatch/attempt-end.ts'
import { nextState } from '../../lib/dispatch/next-state.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { backfill } from '../../lib/jobs/backfill.ts'
import { fanOut } from '../../lib/jobs/fan-out.ts'
import { newId } from '../../lib/new-id.ts'
import type { DeliveryActionKind } from '../../lib/states.ts'
import { actOnDeliveries } from '../../lib/store/actions/act-on-deliveries.ts'
import { releaseDue } from '../../lib/store/actions/release-due.ts'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import { claim } from '../../lib/store/deliver/claim.ts'
import { FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import { findSettled } from '../../lib/store/deliver/find-settled.ts'
import { settleBatch } from '../../lib/store/deliver/settle-batch.ts'
import { settleDeliveries } from '../../lib/store/deliver/settle-deliveries.ts'
import type { Settlement } from '../../lib/store/deliver/settlement.ts'
import { cancelOpen } from '../../lib/store/forget/cancel-open.ts'
import { closeSubject } from '../../lib/store/forget/close-subject.ts'
import { FIRST_ID } from '../../lib/store/queries/id-time.ts'
import type { DeliveryKey, StartedWithoutEvent } from '../../lib/store/record/started-delivery.ts'
import { registerHandlers } from '../../lib/store/registry/register-handlers.ts'
import { endInstance } from '../../lib/store/registry/register-instance.ts'
import { type Instance, newInstance, type Role } from './instance.ts'
import { LEASE_MS } from './model-handlers.ts'
import { type ModelEvent, modelMessage } from './model-message.ts'

const SLOTS = 100

async function eraseOnce(pool: pg.Pool, event: string) {
  const [messageId, ordinal] = event.split(':')
  const { rows } = await pool.query<{ id: string }>(
    'select subject_id as id from event where message_id = $1 and ordinal = $2',
    [messageId, ordinal],
  )
  const { id } = rows[0] as { id: string }
  return inTransaction(pool, async (client) => {
    await closeSubject(client, id, new Date(8.64e15 / 1_000))
    return cancelOpen(client, id, FIRST_ID)
  })
}

/** Another transaction has the lanes meanwhile. */
function withLocked(pool: pg.Pool, lanes: readonly string[], work: () => Promise<void>) {
  return inTransaction(pool, async (client) => {
    const lock = `select from lane where handler_id || '/' || subject_id = any($1) for update`
    await client.query(lock, [lanes])
    return work()
  })
}

/** The work of instances and operators, done by the service's own code. */
export function createWorld(pool: pg.Pool, company: string) {
  const heard = (instance: Instance, at: string) =>
    pool.query('update instance set last_seen_at = $2 where id = $1', [instance.id, at])
  return {
    /** A process starts: its handlers and itself are registered. */
    async join(role: Role, handlers: readonly RegisteredHandler[]): Promise<Instance> {
      const instance = newInstance(pool, role, handlers)
      await registerHandlers(
        pool,
        handlers.map(({ name }) => ({ name, formerly: [], definition: {} })),
        { id: instance.id, role, version: 'model', leaseMs: LEASE_MS },
      )
      await heard(instance, 'infinity')
      return instance
    },
    leave: (instance: Instance) => endInstance(pool, instance.id),
    /** The last heartbeat of a dead process is so old that it counts as gone. */
    fallSilent: (instance: Instance) => heard(instance, '-infinity'),
    message: (instance: Instance, events: readonly ModelEvent[]) =>
      modelMessage(company, events, instance.handlers),
    claim: (instance: Instance) =>
      claim(
        pool,
        instance.id,
        LEASE_MS,
        instance.handlers.map(({ id }, index) => ({
          handlerId: id,
          slots: SLOTS,
          // Half of the handlers count the leases of all instances.
          total: index % 2 === 0 ? null : 2 * SLOTS,
          ratePerMs: null,
          rateCapacity: null,
          ...FROM_START,
          probeMs: LEASE_MS,
        })),
      ),
    withLocked: (lanes: readonly string[], work: () => Promise<void>) =>
      withLocked(pool, lanes, work),
    settle: (
      instance: Instance,
      delivery: StartedWithoutEvent,
      end: AttemptEnd,
      startNext: boolean,
    ) => settle(pool, instance, { delivery, end, startNext }),
    /** @returns whether the settlement changed something */
    async settleAgain(instance: Instance, settlement: Settlement): Promise<boolean> {
      const [settled] = await settleDeliveries(pool, instance.id, LEASE_MS, [settlement], true)
      return settled?.held === true
    },
    async findSettled(instance: Instance, settlement: Settlement) {
      const [found] = await findSettled(pool, instance.id, [settlement])
      return found as NonNullable<typeof found>
    },
    async act(kind: DeliveryActionKind, key: DeliveryKey): Promise<string> {
      const action = {
        kind,
        reasonCode: 'model',
        comment: null,
        editedEvent: kind === 'edit' ? Buffer.from('{}') : null,
      }
      const [result] = await inTransaction(pool, (client) => actOnDeliveries(client, [key], action))
      return result as string
    },
    /** One pass of an erasure, by one of the person's events. */
    forget: (event: string) => eraseOnce(pool, event),
    fanOut: (instance: Instance) => fanOut(pool, instance.handlers),
    backfill: (handler: RegisteredHandler, messageIds: readonly string[]) =>
      backfill(pool, handler, messageIds, null, newId()),
    releaseDue: () => releaseDue(pool),
    async hold(handlerId: number, held: boolean): Promise<void> {
      const state = held ? 'held' : 'running'
      await pool.query('update handler set state = $2 where id = $1', [handlerId, state])
    },
  }
}

async function settle(
  pool: pg.Pool,
  instance: Instance,
  given: {
    readonly delivery: StartedWithoutEvent
    readonly end: AttemptEnd
    readonly startNext: boolean
  },
) {
  const { delivery, end, startNext } = given
  const handler = instance.handlers.find(({ id }) => id === delivery.handlerId)
  const { retry, onFailure } = (handler as RegisteredHandler).options
  const rules = { retry, onFailure: delivery.run > 0 ? ('skip' as const) : onFailure }
  const decision = nextState(end, delivery.countedAttempts, rules, 0)
  const settlement: Settlement = {
    delivery: { ...delivery, event: null },
    ...decision,
    error: null,
    log: [],
    calls: [],
    startNext,
  }
  const [settled] = await settleBatch(pool, instance.id, LEASE_MS, [settlement])
  return { decision, settlement, settled: settled as NonNullable<typeof settled> }
}

export type World = ReturnType<typeof createWorld>
