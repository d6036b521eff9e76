import type { ClientBase } from 'pg'
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

const statement = defineStatement({
  name: 'resume-after',
  // A later hold of another user stays.
  text: `
    update handler set state = 'running', hold_id = null
    where name = $1 and state = 'held' and hold_id is not distinct from $2::uuid
    returning id`,
})

/** Resumes the handler in the transaction of the last batch, so that nothing of the rest starts before. */
export async function resumeAfter(
  client: ClientBase,
  action: Pick<DueAction, 'by' | 'comment'>,
  { handler, holdId }: HoldToEnd,
): Promise<void> {
  const resumed = await execute(client, statement, [handler, holdId])
  if (resumed.length === 0) return
  const { by, comment } = action
  await recordHold(client, newId(), by, { hold: false, comment }, { handler })
}
