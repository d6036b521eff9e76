import { randomUUID } from 'node:crypto'
import { registerHandlers } from '../../lib/store/registry/register-handlers.ts'
import { pick } from './delivery-keys.ts'
import { act, ask, claim, claimAround, hold, releaseDue, settle } from './delivery-steps.ts'
import { forget, goOn } from './forget-steps.ts'
import { backfill, fanOut } from './handler-steps.ts'
import { type History, HOUR_MS } from './history.ts'
import { dispatches } from './instance.ts'
import { crash, join, joinLater, leave, newcomer, upgrade } from './instance-steps.ts'
import { HANDLER_KINDS, modelHandler } from './model-handlers.ts'
import { race, record, retry } from './record-steps.ts'
import type { Step } from './step.ts'

/** Does every step by the code and by the model, and compares them after each. */
export async function runHistory(history: History, steps: readonly Step[]): Promise<void> {
  const run = randomUUID().slice(0, 8)
  const kinds = HANDLER_KINDS.filter((kind) => kind !== 'newcomer')
  const ids = await registerHandlers(
    history.clocked,
    kinds.map((kind) => ({ name: `${run}-${kind}`, formerly: [], definition: {} })),
    null,
  )
  for (const kind of kinds) {
    const name = `${run}-${kind}`
    history.handlers.set(kind, modelHandler(kind, name, ids.get(name) as number))
  }
  for (let count = 0; count < 3; count += 1)
    await join(history, 'all', [...history.handlers.values()])
  try {
    for (const step of steps) {
      await doStep(history, step, run)
      await history.compare()
    }
    await drain(history)
  } finally {
    await cleanUp(history)
  }
}

async function doStep(history: History, step: Step, run: string): Promise<void> {
  switch (step.kind) {
    case 'record':
      return record(history, step)
    case 'retry':
      return retry(history, step)
    case 'race':
      return race(history, step.subject, step.messages)
    case 'claim':
      return claim(history, pick(history.instances.filter(dispatches), step.instance))
    case 'claim around':
      return claimAround(history, step)
    case 'settle':
      return settle(history, step)
    case 'ask':
      return ask(history, step.which)
    case 'freeze':
      // Its hands stay in the list: a settle of theirs comes late, and is to have no effect.
      return
    case 'crash':
      return crash(history, step.instance)
    case 'join':
      return joinLater(history, step)
    case 'leave':
      return leave(history, step.instance)
    case 'upgrade':
      return upgrade(history, step.instance)
    case 'wait':
      history.model.now += step.hours * HOUR_MS
      for (const ghost of history.ghosts.splice(0)) await history.world.fallSilent(ghost)
      return
    case 'act':
      return act(history, step)
    case 'hold':
      return hold(history, pick([...history.handlers.values()], step.handler))
    case 'release due':
      return releaseDue(history)
    case 'newcomer':
      return newcomer(history, run)
    case 'forget':
      return forget(history, step.subject)
    case 'fan out':
      return fanOut(history)
    case 'backfill':
      return backfill(history, pick([...history.handlers.values()], step.handler))
  }
}

/** In the end everything that can be handled is, whatever happened before. */
async function drain(history: History): Promise<void> {
  for (const handler of history.handlers.values()) {
    if (history.model.held.has(handler.name)) await hold(history, handler)
  }
  await fanOut(history)
  for (let round = 0; round < 200; round += 1) {
    history.model.now += 300 * HOUR_MS
    await releaseDue(history)
    for (const instance of history.instances.filter(dispatches)) {
      await claim(history, instance)
      for (let which = history.hands.length; which > 0; which -= 1) {
        await settle(history, {
          kind: 'settle',
          which: 0,
          end: 'completed',
          startNext: true,
          answerLost: false,
        })
      }
    }
    await goOn(history)
    await history.compare()
    if (!isMoving(history)) return
  }
  throw new Error('not everything was handled in the end')
}

/** Open deliveries of lanes that are not parked. */
function isMoving(history: History): boolean {
  return [...history.model.lanes.values()].some((lane) => {
    const head = history.model.headOf(lane)
    return head !== null && head.state !== 'failed'
  })
}

/** The next run must not be handed what this one leaves. */
async function cleanUp(history: History): Promise<void> {
  const ids = history.handlerIds()
  await history.db.query('update handler set retired_at = now() where id = any($1)', [ids])
  await history.db.query('delete from deferred_delivery where handler_id = any($1)', [ids])
  await history.db.query('delete from instance')
}
