import type { AttemptEnd } from '../../lib/dispatch/attempt-end.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { compareKeys, keyOf, namesOf, pick, toKey } from './delivery-keys.ts'
import { deliveriesOf } from './forget-steps.ts'
import type { Hand, History, Unanswered } from './history.ts'
import { dispatches, type Instance } from './instance.ts'
import type { ModelDelivery } from './reference-model.ts'
import type { Step } from './step.ts'

/** @param locked lanes that another transaction has; the claim leaves them as they are */
export async function claim(
  history: History,
  instance: Instance,
  locked: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { start, park } = history.model.due(namesOf(instance))
  const keysOf = (due: readonly ModelDelivery[]) =>
    due.filter(({ lane }) => !locked.has(lane)).map(({ key }) => key)
  const { started, parked } = await history.world.claim(instance)
  compareKeys('a claim started', started.map(keyOf), keysOf(start))
  compareKeys('a claim parked', parked.map(keyOf), keysOf(park))
  for (const head of parked) history.model.parked(history.find(keyOf(head)))
  for (const delivery of started) history.took(instance, delivery)
}

/** The claim waits for no lock. Skipped lanes stay due for the next one. */
export async function claimAround(
  history: History,
  step: Extract<Step, { kind: 'claim around' }>,
): Promise<void> {
  const instance = pick(history.instances.filter(dispatches), step.instance)
  const lanes = new Set(
    deliveriesOf(history, history.userIdOf(step.subject)).map(({ lane }) => lane),
  )
  await history.world.withLocked([...lanes], () => claim(history, instance, lanes))
  await claim(history, instance)
}

export async function settle(
  history: History,
  step: Extract<Step, { kind: 'settle' }>,
): Promise<void> {
  if (history.hands.length === 0) return
  const [hand] = history.hands.splice(step.which % history.hands.length, 1) as [Hand]
  const { instance, started } = hand
  const delivery = history.find(keyOf(started))
  const valid = history.model.holds(delivery, BigInt(started.lease))
  const { decision, settlement, settled } = await history.world.settle(
    instance,
    started,
    endOf(step.end),
    step.startNext,
  )
  if (settled.held !== valid) {
    throw new Error(`${delivery.key} was settled ${settled.held}, its lease is ${valid}`)
  }
  if (!valid) return
  const { outcome, next, countedAttempts } = decision
  const parks = next.state === 'failed' && next.lane === 'parks'
  history.model.settled(delivery, outcome, {
    state: next.state,
    countedAttempts,
    holdsPlace: next.state === 'retrying' || next.state === 'waiting' || parks,
    dueAt: next.state === 'retrying' ? history.model.now + next.delayMs : 0,
  })
  if (step.answerLost) {
    if (settled.started !== null) history.began(instance, settled.started)
    history.unanswered.push({ instance, settlement, started: settled.started })
  } else if (settled.started !== null) history.took(instance, settled.started)
}

/**
 * The settlement is sent again, which must change nothing. The delivery that it started is returned
 * as long as its lease is valid, and no other delivery is.
 */
export async function ask(history: History, which: number): Promise<void> {
  if (history.unanswered.length === 0) return
  const [asked] = history.unanswered.splice(which % history.unanswered.length, 1) as [Unanswered]
  const { instance, settlement, started } = asked
  const key = keyOf(settlement.delivery)
  if (await history.world.settleAgain(instance, settlement)) {
    throw new Error(`${key} was settled twice`)
  }
  const found = await history.world.findSettled(instance, settlement)
  if (!found.held) throw new Error(`the settlement of ${key} is lost`)
  const isOurs =
    started !== null && history.model.holds(history.find(keyOf(started)), BigInt(started.lease))
  const expected = isOurs ? keyOf(started) : null
  const got = found.started === null ? null : keyOf(found.started)
  if (got !== expected) throw new Error(`${key} hands out ${got}, expected ${expected}`)
  if (found.started !== null) history.hands.push({ instance, started: found.started })
}

export async function act(
  history: History,
  { action, which }: Extract<Step, { kind: 'act' }>,
): Promise<void> {
  const all = [...history.model.deliveries.values()]
  if (all.length === 0) return
  const delivery = pick(all, which)
  const isForgotten = history.isOfForgotten(delivery)
  const allowed = history.model.allows(action, delivery) && (action === 'cancel' || !isForgotten)
  const result = await history.world.act(action, toKey(delivery.key))
  if ((result === 'done') !== allowed) {
    throw new Error(`${action} of ${delivery.key} (${delivery.state}) came to ${result}`)
  }
  if (!allowed) return
  const deferred = delivery.state === 'scheduled' && !delivery.holdsPlace
  history.model.act(action, delivery)
  if (action === 'rerun') await addRerun(history, delivery)
  else if (action === 'release' && deferred) await takeNextTurn(history, delivery)
}

export async function addRerun(history: History, delivery: ModelDelivery): Promise<void> {
  const run = Math.max(...history.model.runsOf(delivery).map((one) => one.run)) + 1
  const key = `${delivery.key.slice(0, delivery.key.lastIndexOf(':'))}:${run}`
  const added: ModelDelivery = {
    ...delivery,
    key,
    run,
    state: 'waiting',
    holdsPlace: true,
    countedAttempts: 0,
    dueAt: 0,
    ended: [],
  }
  history.model.add(added)
  await takeNextTurn(history, added)
}

export async function takeNextTurn(history: History, delivery: ModelDelivery): Promise<void> {
  const stored = (await history.storedByKey()).get(delivery.key)
  if (stored === undefined) throw new Error(`${delivery.key} is not stored`)
  delivery.position = stored.position
  history.model.checkNextTurn(delivery)
}

export async function hold(history: History, handler: RegisteredHandler): Promise<void> {
  const held = !history.model.held.has(handler.name)
  await history.world.hold(handler.id, held)
  if (held) history.model.held.add(handler.name)
  else history.model.held.delete(handler.name)
}

export async function releaseDue(history: History): Promise<void> {
  await history.world.releaseDue()
  for (const delivery of history.model.deliveries.values()) {
    const deferred = delivery.state === 'scheduled' && !delivery.holdsPlace
    if (!deferred || delivery.dueAt > history.model.now) continue
    history.model.act('release', delivery)
    await takeNextTurn(history, delivery)
  }
}

function endOf(end: Extract<Step, { kind: 'settle' }>['end']): AttemptEnd {
  const error = new Error('model')
  switch (end) {
    case 'failed':
      return { kind: 'failed', error }
    case 'rejected':
      return { kind: 'rejected', error }
    default:
      return { kind: end }
  }
}
