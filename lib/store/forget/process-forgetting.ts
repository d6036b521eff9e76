import type { ClientBase, Pool } from 'pg'
import type { KeyStore } from '../../encryption/key-store.ts'
import { type DueAction, endAction, holdAction } from '../actions/due-actions.ts'
import { inTransaction } from '../db/transaction.ts'
import { findOrAddCaller } from '../record/find-or-add-caller.ts'
import { cancelOpen } from './cancel-open.ts'
import { closeSubject, isLockTimeout } from './close-subject.ts'
import { eraseOrderSubjects } from './erase-order-subjects.ts'
import { countRows, eraseRows } from './erase-rows.ts'
import { finishForgetting } from './erasure-reports.ts'
import {
  advanceForgetting,
  FORGET_STEPS,
  type ForgetAction,
  type ForgetProgress,
  type ForgetStep,
  readForgetAction,
} from './forget-action.ts'
import { tellHandlers } from './notices.ts'
import { type IdentifiedSubject, identifySubject } from './subject-identity.ts'
import { forgetTwin, hasClearMessages } from './unencrypted.ts'

/** Dependencies of an erasure besides the database. */
export interface ForgetDeps {
  readonly pool: Pool
  readonly instanceId: string
  readonly keys: KeyStore
  /** Drops a cached key. */
  readonly onDestroyed: (keyId: string) => void
  /** how long the ledger keeps the keyed hash of a forgotten person (ms) */
  readonly keptMs: number
  /** Signs the report. */
  readonly signReport: (action: ForgetAction, keptUntil: Date) => Promise<string>
}

/** An erasure that is leased to this instance, and its next step. */
export type DueForgetting = Pick<DueAction, 'id' | 'cursor'>

/** The caller of messages that the service makes itself. */
const SELF = { issuer: 'sf-event-receiver', clientId: 'forgetting', tenant: '', name: null }

/** Pause before looking again at deliveries that an instance runs (ms). */
const RUNNING_PAUSE_MS = 250
/** Pause after recordings held the lock of the subjects for too long (ms). */
const BUSY_PAUSE_MS = 100
/** Pause before looking again at messages that the encryption job has not reached (ms). */
const CLEAR_PAUSE_MS = 5_000

/**
 * Does the next step of an erasure. The entry in the ledger comes first: from then on the erasure is
 * certain, also if this database is lost. Each step can be repeated after a crash.
 * @returns the number of cancelled deliveries and of notices
 */
export async function processForgetting(deps: ForgetDeps, due: DueForgetting): Promise<number> {
  const { pool, instanceId } = deps
  const action = await readForgetAction(pool, due.id)
  const subject = await identifySubject(pool, action.detail.subjectId)
  if (subject === null) {
    // Retention deleted the subject after its last event: there is nothing left to forget.
    await endAction(pool, due.id, instanceId, { state: 'failed', errorCode: 'not_found' })
    return 0
  }
  switch (stepOf(due)) {
    case 'ledger':
      await enterInLedger(deps, action, subject)
      return 0
    case 'close':
      await underLock(deps, due, async (client) => {
        await closeSubject(client, action.detail.subjectId, untilOf(deps, action))
        return { step: 'cancel' }
      })
      return 0
    case 'cancel':
      return cancel(deps, due, action, subject)
    case 'order':
      await underLock(deps, due, async (client) => {
        const { subjectId, keyIds = [] } = action.detail
        const others = await eraseOrderSubjects(client, subjectId, due.id)
        return { step: 'key', detail: { keyIds: [...keyIds, ...others] } }
      })
      return 0
    case 'key':
      for (const id of action.detail.keyIds ?? []) {
        await deps.keys.destroy(id)
        deps.onDestroyed(id)
      }
      await advanceForgetting(pool, due.id, instanceId, { step: 'report' })
      return 0
    case 'report': {
      const keptUntil = untilOf(deps, action)
      const report = await deps.signReport(action, keptUntil)
      await finishForgetting(pool, due.id, instanceId, report, keptUntil)
      return 0
    }
  }
}

function stepOf({ cursor }: DueForgetting): ForgetStep {
  return FORGET_STEPS.find((step) => step === cursor?.[0]) ?? 'ledger'
}

/** The same at each repetition. */
function untilOf({ keptMs }: ForgetDeps, { requestedAt, detail }: ForgetAction): Date {
  return new Date(detail.keptUntil ?? requestedAt.getTime() + keptMs)
}

async function enterInLedger(
  deps: ForgetDeps,
  action: ForgetAction,
  { hash, keyId }: IdentifiedSubject,
): Promise<void> {
  const keptUntil = untilOf(deps, action)
  const subjectHash = await hash()
  // Null: the key was destroyed after an entry that this database has lost.
  if (subjectHash !== null) {
    await deps.keys.appendToLedger({
      ...{ requestId: action.id, subjectHash, keyId, keptUntil },
      forgottenAt: action.requestedAt,
    })
  }
  const detail = { keptUntil: keptUntil.toISOString() }
  await advanceForgetting(deps.pool, action.id, deps.instanceId, { step: 'close', detail })
}

/** A step that waits for recordings for a short time, and is tried again if that is too short. */
async function underLock(
  { pool, instanceId }: ForgetDeps,
  due: DueForgetting,
  work: (client: ClientBase) => Promise<ForgetProgress>,
): Promise<void> {
  try {
    await inTransaction(pool, async (client) => {
      if (await holdAction(client, due, instanceId)) {
        await advanceForgetting(client, due.id, instanceId, await work(client))
      }
    })
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    const again = { step: stepOf(due), pauseMs: BUSY_PAUSE_MS }
    await advanceForgetting(pool, due.id, instanceId, again)
  }
}

/** Cancels what waits, lets what runs end, and then empties the rows. */
async function cancel(
  { pool, instanceId }: ForgetDeps,
  due: DueForgetting,
  { detail }: ForgetAction,
  subject: IdentifiedSubject,
): Promise<number> {
  const { subjectId } = detail
  const { keyId } = subject
  const callerId = await findOrAddCaller(pool, SELF)
  return inTransaction(pool, async (client) => {
    if (!(await holdAction(client, due, instanceId))) return 0
    const { cancelled, running, hasMore } = await cancelOpen(client, subjectId, due.id)
    // Others' data is in the same body: it is encrypted first, and then this person's key is destroyed.
    const isClear = !hasMore && running === 0 && (await hasClearMessages(client, subjectId))
    if (running > 0 || hasMore || isClear) {
      const pauseMs = hasMore ? 0 : isClear ? CLEAR_PAUSE_MS : RUNNING_PAUSE_MS
      const progress = { step: 'cancel', cancelled, pauseMs } as const
      await advanceForgetting(client, due.id, instanceId, progress)
      return cancelled
    }
    // Counted last: an attempt that ran until now has added rows.
    const rows = await countRows(client, subjectId, due.id)
    const notice = { messageId: due.id, subjectId, subject, instanceId, callerId }
    const handlersTold = await tellHandlers(client, notice)
    await forgetTwin(client, subjectId, due.id)
    await eraseRows(client, subjectId, due.id)
    const keyIds = keyId === null ? [] : [keyId]
    const found = { rows, keyIds, handlersTold }
    const progress = { step: 'order', cancelled, detail: found } as const
    await advanceForgetting(client, due.id, instanceId, progress)
    return cancelled + handlersTold.length
  })
}
