import type { Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { keyOfMessage } from '../db/open-bodies.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { Worked } from './process-bulk-messages.ts'
import { type Actor, recordRunning } from './record-action.ts'

/** Another instance repeats the action after this time if this instance dies. */
const TAKEOVER_MS = 60_000

const finish = defineStatement({
  name: 'finish-action',
  text: `
    update action set state = 'finished', done = $2, refused = $3, finished_at = receiver_clock(), due_at = null
    where id = $1 and state in ('running', 'stopping')`,
})

export interface MessageAction {
  readonly kind: 'decode' | 'hand-over'
  readonly messageId: string
  readonly comment: string | null
}

/** Acts on one message, and records the action. */
export async function actOnMessage(
  pool: Pool,
  by: Actor,
  { kind, messageId, comment }: MessageAction,
  act: (messageIds: readonly string[], actionId: string) => Promise<Worked>,
): Promise<{ readonly actionId: string; readonly done: boolean }> {
  const actionId = newId()
  const personKeyId = await keyOfMessage(pool, messageId)
  const action = { id: actionId, kind, by, comment, filter: null, matched: 1, personKeyId }
  await recordRunning(pool, { ...action, detail: { messageId } }, TAKEOVER_MS)
  const { done, refused } = await act([messageId], actionId)
  await execute(pool, finish, [actionId, done, refused])
  return { actionId, done: done > 0 }
}
