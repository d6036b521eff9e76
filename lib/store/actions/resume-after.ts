import type { ClientBase } from 'pg'
import { ReceiverError } from '../../errors.ts'
import { newId } from '../../new-id.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { DueAction } from './due-actions.ts'
import { recordHold } from './hold-handler.ts'

/** The hold that an action ends with its last batch. */
export interface HoldToEnd {
  readonly handler: string
  /** the action that holds the handler; null = held by a statement in the database */
  readonly holdId: string | null
}

/** @returns null = the action ends no hold */
export function holdToEnd(detail: unknown): HoldToEnd | null {
  const { handler, holdId } = (detail ?? {}) as Partial<HoldToEnd>
  return handler === undefined || holdId === undefined ? null : { handler, holdId }
}

const keep = defineStatement({
  name: 'keep-hold',
  text: `
    select from handler
    where name = $1 and state = 'held' and hold_id is not distinct from $2::uuid for share`,
})

/**
 * Keeps the hold until the commit of a batch. Call it after the batch has locked its lanes.
 * @throws ReceiverError not_held if somebody has resumed the handler meanwhile
 */
export async function keepHold(client: ClientBase, { handler, holdId }: HoldToEnd): Promise<void> {
  if ((await execute(client, keep, [handler, holdId])).length === 0) throw notHeld()
}

function notHeld(): ReceiverError {
  return new ReceiverError('not_held', 'expected the hold of the action, somebody has ended it')
}

const statement = defineStatement({
  name: 'resume-after',
  // A later hold of another user stays.
  text: `
    update handler set state = 'running', hold_id = null
    where name = $1 and state = 'held' and hold_id is not distinct from $2::uuid
    returning id`,
})

/**
 * Resumes the handler in the transaction of the last batch, so that nothing of the rest starts before.
 * @throws ReceiverError not_held if somebody has resumed the handler meanwhile
 */
export async function resumeAfter(
  client: ClientBase,
  action: Pick<DueAction, 'by' | 'comment'>,
  { handler, holdId }: HoldToEnd,
): Promise<void> {
  const resumed = await execute(client, statement, [handler, holdId])
  if (resumed.length === 0) throw notHeld()
  const { by, comment } = action
  await recordHold(client, newId(), by, { hold: false, comment }, { handler })
}
