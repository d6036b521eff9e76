import { defineStatement, execute, type Queryable } from '../db/statement.ts'

/** The steps of an erasure, each repeatable after a crash. */
export const FORGET_STEPS = ['ledger', 'close', 'cancel', 'order', 'key', 'report'] as const
export type ForgetStep = (typeof FORGET_STEPS)[number]

/** Counts of rows, by table. */
export interface ErasedRows {
  readonly messages: number
  readonly events: number
  readonly searchTexts: number
  readonly deliveries: number
  readonly attempts: number
  readonly effects: number
  readonly editedForms: number
}

export interface ForgetDetail {
  readonly subjectId: string
  /** keys to destroy */
  readonly keyIds?: readonly string[]
  readonly keptUntil?: string
  readonly rows?: ErasedRows
  /** handlers that are told of the erasure */
  readonly handlersTold?: readonly string[]
}

export interface ForgetAction {
  readonly id: string
  readonly requestedAt: Date
  readonly issuer: string
  readonly clientId: string
  readonly tenant: string
  readonly person: string | null
  readonly done: number
  readonly detail: ForgetDetail
}

const read = defineStatement<ForgetAction>({
  name: 'read-forget-action',
  columns: {
    id: true,
    requestedAt: true,
    issuer: true,
    clientId: true,
    tenant: true,
    person: true,
    done: true,
    detail: true,
  },
  text: `
    select id, requested_at as "requestedAt", issuer, client_id as "clientId", tenant, person, done, detail
    from action where id = $1::uuid and kind = 'forget'`,
})

export async function readForgetAction(client: Queryable, id: string): Promise<ForgetAction> {
  const [action] = await execute(client, read, [id])
  if (action === undefined) throw new Error('the action was removed while it ran')
  return action
}

const advance = defineStatement({
  name: 'advance-forgetting',
  text: `
    update action set cursor = $3::jsonb, detail = detail || $4::jsonb, done = done + $5,
      due_at = receiver_clock() + $6::int * interval '1 millisecond', leased_by = null
    where id = $1 and leased_by = $2::uuid`,
})

export interface ForgetProgress {
  readonly step: ForgetStep
  readonly detail?: Partial<ForgetDetail>
  /** cancelled deliveries */
  readonly cancelled?: number
  /** pause before the next step (ms) */
  readonly pauseMs?: number
}

/** Notes the next step; any instance may take it. */
export async function advanceForgetting(
  client: Queryable,
  id: string,
  instanceId: string,
  { step, detail = {}, cancelled = 0, pauseMs = 0 }: ForgetProgress,
): Promise<void> {
  const values = [JSON.stringify([step]), JSON.stringify(detail), cancelled, pauseMs]
  await execute(client, advance, [id, instanceId, ...values])
}
