import { setTimeout as wait } from 'node:timers/promises'
import { PLAIN_HANDLERS } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import type { BenchDatabase } from '../stage/database.ts'

const [RUNNING, HELD] = PLAIN_HANDLERS
const LIMIT_MS = 600_000
const POLL_MS = 200

/**
 * Gives every view something to show: one handler runs and has settled what waited, the other is held
 * and has waiting and parked deliveries. An operator has held it and replayed one delivery, and one call
 * was refused.
 * @returns the id of the replay
 */
export async function prepareViews(
  database: BenchDatabase,
  origin: string,
  token: string,
  { retryingLanes }: Filling,
): Promise<string> {
  const act = async (path: string, body: object) => {
    const answer = await fetch(`${origin}/operations/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.ok) return (await answer.json()) as { actionId: string }
    throw new Error(`${path}: expected success, got ${answer.status}`)
  }
  await act(`/handlers/${HELD}/actions/hold`, { comment: 'its target is maintained' })
  await until(
    database,
    `select count(*) <= ${retryingLanes} as yes from lane l join handler h on h.id = l.handler_id
     where h.name = '${RUNNING}' and l.waiting > 0`,
  )
  const { message } = await database.row<{ message: string }>(`
    select message_id as message from delivery d join handler h on h.id = d.handler_id
    where h.name = '${HELD}' and d.state = 'failed' and d.holds_place order by d.position desc limit 1`)
  const filter = { messageIds: [message], handler: HELD }
  const { actionId } = await act('/deliveries/actions/replay', { filter, comment: 'try again' })
  await until(
    database,
    `select finished_at is not null as yes from action where id = '${actionId}'`,
  )
  await refuseCall(origin)
  await until(database, 'select exists (select from refusal) as yes')
  return actionId
}

async function refuseCall(origin: string): Promise<void> {
  const { status } = await fetch(`${origin}/http/successfactors/events`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('user:password').toString('base64')}` },
  })
  if (status !== 401) throw new Error(`expected status 401 for a call with Basic, got ${status}`)
}

/** @param query selects a boolean as `yes` */
async function until(database: BenchDatabase, query: string): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (!(await database.row<{ yes: boolean }>(query)).yes) {
    if (performance.now() > limit) throw new Error(`waited ${LIMIT_MS} ms in vain for: ${query}`)
    await wait(POLL_MS)
  }
}
