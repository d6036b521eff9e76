import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { AttemptEnd } from '../../lib/dispatch/attempt-end.ts'
import type { RegisteredHandler } from '../../lib/handlers/registered-handler.ts'
import { registerHandlers } from '../../lib/store/registry.ts'
import type { Settlement } from '../../lib/store/settlement.ts'
import type { DeliveryKey, StartedWithoutEvent } from '../../lib/store/started-delivery.ts'
import { checkAgainst } from './check-against.ts'
import { HANDLER_KINDS, type HandlerKind, LEASE_MS, modelHandler } from './model-handlers.ts'
import type { ModelEvent } from './model-message.ts'
import { withClock } from './moved-clock.ts'
import { type ModelDelivery, ReferenceModel } from './reference-model.ts'
import type { Step } from './steps.ts'
import { readEvents, readState, type StoredDelivery } from './stored-state.ts'
import { createWorld, type Instance, newInstance, type World } from './world.ts'

const HOUR_MS = 3_600_000

/** A started delivery in the hands of an instance, or of one that froze and does not know it. */
interface Hand {
  readonly instance: Instance
  readonly started: StartedWithoutEvent
}

/** A settlement that is committed, and whose instance does not know it. */
interface Unanswered {
  readonly instance: Instance
  readonly settlement: Settlement
  readonly started: StartedWithoutEvent | null
}

/** One random history: every step is done by the code and by the model, and then compared. */
export class ModelRun {
  private readonly db: pg.Pool
  private readonly world: World
  private readonly model = new ReferenceModel(Date.now())
  private readonly begun = this.model.now
  private readonly handlers = new Map<HandlerKind, RegisteredHandler>()
  private readonly instances: Instance[] = []
  private readonly hands: Hand[] = []
  private readonly unanswered: Unanswered[] = []
  private readonly messages: string[] = []
  /** events by message:ordinal, with what their handlers will make of them */
  private readonly events = new Map<string, { position: bigint; event: ModelEvent }>()

  constructor(pool: pg.Pool, plant: (pool: pg.Pool) => pg.Pool) {
    this.db = pool
    const clocked = withClock(pool, () => this.model.tick())
    this.world = createWorld(plant(clocked), `M${randomUUID().slice(0, 8)}`)
  }

  async run(steps: readonly Step[]): Promise<void> {
    const run = randomUUID().slice(0, 8)
    const kinds = HANDLER_KINDS.filter((kind) => kind !== 'newcomer')
    const ids = await registerHandlers(
      this.db,
      kinds.map((kind) => ({ name: `${run}-${kind}`, formerly: [], definition: {} })),
    )
    for (const kind of kinds) {
      const name = `${run}-${kind}`
      this.handlers.set(kind, modelHandler(kind, name, ids.get(name) as number))
    }
    for (let count = 0; count < 3; count += 1) {
      this.instances.push(newInstance([...this.handlers.values()]))
    }
    try {
      for (const step of steps) {
        await this.step(step, run)
        await this.compare()
      }
      await this.drain()
    } finally {
      await this.cleanUp()
    }
  }

  private async step(step: Step, run: string): Promise<void> {
    switch (step.kind) {
      case 'record':
        return this.record(pick(this.instances, step.instance), step.subjects)
      case 'race':
        return this.race(step.subject, step.messages)
      case 'claim':
        return this.claim(pick(this.instances, step.instance))
      case 'settle':
        return this.settle(step)
      case 'ask':
        return this.ask(step.which)
      case 'freeze':
        // Its hands stay in the list: a settle of theirs comes late, and is to have no effect.
        return
      case 'wait':
        this.model.now += step.hours * HOUR_MS
        return
      case 'act':
        return this.act(step)
      case 'hold':
        return this.hold(pick([...this.handlers.values()], step.handler))
      case 'release due':
        return this.releaseDue()
      case 'newcomer':
        return this.newcomer(run)
      case 'fan out':
        return this.fanOut()
      case 'backfill':
        return this.backfill(pick([...this.handlers.values()], step.handler))
    }
  }

  private eventFor(subject: number): ModelEvent {
    const startsAt = this.begun + ((this.events.size * 37) % 200) * HOUR_MS + HOUR_MS / 2
    return { userId: `employee-${subject}`, startsAt }
  }

  private async record(instance: Instance, subjects: readonly number[]): Promise<void> {
    const events = subjects.map((subject) => this.eventFor(subject))
    const id = await this.world.record(instance, events)
    await this.learn([{ id, instance, events }])
  }

  /** Takes what was recorded into the model, in the order of the places that it was given. */
  private async learn(
    recorded: readonly { id: string; instance: Instance; events: readonly ModelEvent[] }[],
  ): Promise<void> {
    const byId = new Map(recorded.map((message) => [message.id, message]))
    for (const { id } of recorded) this.messages.push(id)
    const rows = await readEvents(this.db, [...byId.keys()])
    const expected = recorded.reduce((sum, { events }) => sum + events.length, 0)
    if (rows.length !== expected) throw new Error(`${expected} events sent, ${rows.length} stored`)
    const stored = await this.storedByKey()
    for (const row of rows) {
      const [messageId, ordinal] = row.event.split(':') as [string, string]
      const { instance, events } = byId.get(messageId) as (typeof recorded)[number]
      const event = events[Number(ordinal)] as ModelEvent
      const position = BigInt(row.position)
      this.events.set(row.event, { position, event })
      for (const handler of this.handlers.values()) {
        if (instance.handlers.includes(handler)) this.add(handler, row.event, stored)
        else if (!this.model.behind.has(handler.name)) this.model.behind.set(handler.name, position)
      }
    }
  }

  /** What a handler makes of an event: its first run, at the place of the event. */
  private add(
    handler: RegisteredHandler,
    event: string,
    stored: ReadonlyMap<string, StoredDelivery>,
  ): void {
    const key = `${event}:${handler.id}:0`
    const known = this.events.get(event) as { position: bigint; event: ModelEvent }
    const { startsAt } = known.event
    const later = handler.options.meanwhile !== null && startsAt > this.model.now
    const found = stored.get(key)
    if (found === undefined) throw new Error(`${handler.name} did not get ${event}`)
    this.model.add({
      key,
      lane: found.lane,
      handler: handler.name,
      event,
      run: 0,
      position: known.position,
      state: later ? 'scheduled' : 'waiting',
      open: !later || handler.options.meanwhile === 'wait',
      tries: 0,
      edit: 0,
      dueAt: later ? startsAt : 0,
      ended: [],
      running: null,
    })
  }

  private async race(subject: number, count: number): Promise<void> {
    const claimer = this.instances[0] as Instance
    const recorded = Array.from({ length: count }, (_, index) => ({
      instance: pick(this.instances, index),
      events: [this.eventFor(subject)],
    }))
    let recording = true
    const settledMeanwhile: { started: StartedWithoutEvent; claimed: boolean }[] = []
    const claims = (async () => {
      while (recording) {
        const { started } = await this.world.claim(claimer)
        for (const delivery of started) settledMeanwhile.push({ started: delivery, claimed: true })
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const ids = await Promise.all(
      recorded.map(({ instance, events }) => this.world.record(instance, events)),
    )
    recording = false
    await claims
    // In the order of recording, which is the order of their places.
    await this.learn(recorded.map((message, index) => ({ ...message, id: ids[index] as string })))
    for (const { started } of settledMeanwhile) this.took(claimer, started)
    // What the claims did not see yet stays due: the next one has to find it.
    const { park } = this.model.due(namesOf(claimer))
    for (const delivery of park) this.model.parked(delivery)
  }

  private async claim(instance: Instance): Promise<void> {
    const names = namesOf(instance)
    const expected = this.model.due(names)
    const { started, parked } = await this.world.claim(instance)
    const got = started.map(keyOf).sort()
    const wanted = expected.start.map(({ key }) => key).sort()
    if (got.join() !== wanted.join()) {
      throw new Error(`a claim started ${got.join(' ')}, expected ${wanted.join(' ')}`)
    }
    for (const head of parked) this.model.parked(this.find(keyOf(head)))
    for (const delivery of started) this.took(instance, delivery)
  }

  private took(instance: Instance, started: StartedWithoutEvent): void {
    this.began(instance, started)
    this.hands.push({ instance, started })
  }

  private began(instance: Instance, started: StartedWithoutEvent): void {
    const delivery = this.find(keyOf(started))
    const running = { instanceId: instance.id, lease: BigInt(started.lease) }
    this.model.started(delivery, running, LEASE_MS)
    if (started.attempt !== delivery.ended.length + 1) {
      throw new Error(`${delivery.key} starts attempt ${started.attempt}`)
    }
  }

  private async settle(step: Extract<Step, { kind: 'settle' }>): Promise<void> {
    if (this.hands.length === 0) return
    const [hand] = this.hands.splice(step.which % this.hands.length, 1) as [Hand]
    const { instance, started } = hand
    const delivery = this.find(keyOf(started))
    const valid = this.model.holds(delivery, BigInt(started.lease))
    const { decision, settlement, settled } = await this.world.settle(
      instance,
      started,
      endOf(step.end),
      step.startNext,
    )
    if (settled.held !== valid) {
      throw new Error(`${delivery.key} was settled ${settled.held}, its lease is ${valid}`)
    }
    if (!valid) return
    const { outcome, next, tries } = decision
    const parks = next.state === 'failed' && next.lane === 'parks'
    this.model.settled(delivery, outcome, {
      state: next.state,
      tries,
      open: next.state === 'retrying' || next.state === 'waiting' || parks,
      dueAt: next.state === 'retrying' ? this.model.now + next.delayMs : 0,
    })
    if (step.answerLost) {
      if (settled.started !== null) this.began(instance, settled.started)
      this.unanswered.push({ instance, settlement, started: settled.started })
    } else if (settled.started !== null) this.took(instance, settled.started)
  }

  /**
   * The settlement is sent again, which must change nothing. The delivery that it started is returned
   * as long as its lease is valid, and no other delivery is.
   */
  private async ask(which: number): Promise<void> {
    if (this.unanswered.length === 0) return
    const [asked] = this.unanswered.splice(which % this.unanswered.length, 1) as [Unanswered]
    const { instance, settlement, started } = asked
    const key = keyOf(settlement.delivery)
    if (await this.world.settleAgain(instance, settlement)) {
      throw new Error(`${key} was settled twice`)
    }
    const found = await this.world.findSettled(instance, settlement)
    if (!found.held) throw new Error(`the settlement of ${key} is lost`)
    const isOurs =
      started !== null && this.model.holds(this.find(keyOf(started)), BigInt(started.lease))
    const expected = isOurs ? keyOf(started) : null
    const got = found.started === null ? null : keyOf(found.started)
    if (got !== expected) throw new Error(`${key} hands out ${got}, expected ${expected}`)
    if (found.started !== null) this.hands.push({ instance, started: found.started })
  }

  private async act({ action, which }: Extract<Step, { kind: 'act' }>): Promise<void> {
    const all = [...this.model.deliveries.values()]
    if (all.length === 0) return
    const delivery = pick(all, which)
    const allowed = this.model.allows(action, delivery)
    const result = await this.world.act(action, toKey(delivery.key))
    if ((result === 'done') !== allowed) {
      throw new Error(`${action} of ${delivery.key} (${delivery.state}) came to ${result}`)
    }
    if (!allowed) return
    const deferred = delivery.state === 'scheduled' && !delivery.open
    this.model.act(action, delivery)
    if (action === 'rerun') await this.addRerun(delivery)
    else if (action === 'release' && deferred) await this.takeNextTurn(delivery)
  }

  private async addRerun(delivery: ModelDelivery): Promise<void> {
    const run = Math.max(...this.model.runsOf(delivery).map((one) => one.run)) + 1
    const key = `${delivery.key.slice(0, delivery.key.lastIndexOf(':'))}:${run}`
    const added: ModelDelivery = {
      ...delivery,
      key,
      run,
      state: 'waiting',
      open: true,
      tries: 0,
      dueAt: 0,
      ended: [],
    }
    this.model.add(added)
    await this.takeNextTurn(added)
  }

  private async takeNextTurn(delivery: ModelDelivery): Promise<void> {
    const stored = (await this.storedByKey()).get(delivery.key)
    if (stored === undefined) throw new Error(`${delivery.key} is not stored`)
    delivery.position = stored.position
    this.model.checkNextTurn(delivery)
  }

  private async hold(handler: RegisteredHandler): Promise<void> {
    const held = !this.model.held.has(handler.name)
    await this.world.hold(handler.id, held)
    if (held) this.model.held.add(handler.name)
    else this.model.held.delete(handler.name)
  }

  private async releaseDue(): Promise<void> {
    await this.world.releaseDue()
    for (const delivery of this.model.deliveries.values()) {
      const deferred = delivery.state === 'scheduled' && !delivery.open
      if (!deferred || delivery.dueAt > this.model.now) continue
      this.model.act('release', delivery)
      await this.takeNextTurn(delivery)
    }
  }

  /** A deployment begins: one instance has a handler that the others do not know. */
  private async newcomer(run: string): Promise<void> {
    if (this.handlers.has('newcomer')) return
    const name = `${run}-newcomer`
    const ids = await registerHandlers(this.db, [{ name, formerly: [], definition: {} }])
    const handler = modelHandler('newcomer', name, ids.get(name) as number)
    this.handlers.set('newcomer', handler)
    this.instances[2]?.handlers.push(handler)
  }

  private async fanOut(): Promise<void> {
    const newcomer = this.handlers.get('newcomer')
    if (newcomer === undefined) return
    while (await this.world.fanOut(this.instances[2] as Instance)) {}
    this.model.behind.delete(newcomer.name)
    await this.addMissing(newcomer, (key, stored) => stored.has(key))
  }

  private async backfill(handler: RegisteredHandler): Promise<void> {
    if (this.messages.length === 0) return
    await this.world.backfill(handler, this.messages)
    await this.addMissing(handler, () => true)
  }

  private async addMissing(
    handler: RegisteredHandler,
    wanted: (key: string, stored: ReadonlyMap<string, StoredDelivery>) => boolean,
  ): Promise<void> {
    const stored = await this.storedByKey()
    for (const event of this.events.keys()) {
      const key = `${event}:${handler.id}:0`
      if (!this.model.deliveries.has(key) && wanted(key, stored)) this.add(handler, event, stored)
    }
  }

  /** In the end everything that can be handled is, whatever happened before. */
  private async drain(): Promise<void> {
    for (const handler of this.handlers.values()) {
      if (this.model.held.has(handler.name)) await this.hold(handler)
    }
    await this.fanOut()
    for (let round = 0; round < 200; round += 1) {
      this.model.now += 300 * HOUR_MS
      await this.releaseDue()
      for (const instance of this.instances) {
        await this.claim(instance)
        for (let which = this.hands.length; which > 0; which -= 1) {
          await this.settle({
            kind: 'settle',
            which: 0,
            end: 'completed',
            startNext: true,
            answerLost: false,
          })
        }
      }
      await this.compare()
      if (!this.isMoving()) return
    }
    throw new Error('not everything was handled in the end')
  }

  /** Open deliveries of lanes that are not parked. */
  private isMoving(): boolean {
    return [...this.model.lanes.values()].some((lane) => {
      const head = this.model.headOf(lane)
      return head !== null && head.state !== 'failed'
    })
  }

  private async compare(): Promise<void> {
    checkAgainst(this.model, await readState(this.db, this.handlerIds()))
  }

  private async storedByKey(): Promise<Map<string, StoredDelivery>> {
    const { deliveries } = await readState(this.db, this.handlerIds())
    return new Map(deliveries.map((delivery) => [delivery.key, delivery]))
  }

  private handlerIds(): number[] {
    return [...this.handlers.values()].map(({ id }) => id)
  }

  private find(key: string): ModelDelivery {
    const found = this.model.deliveries.get(key)
    if (found === undefined) throw new Error(`${key} was never recorded`)
    return found
  }

  /** The next run must not be handed what this one leaves. */
  private async cleanUp(): Promise<void> {
    const ids = this.handlerIds()
    await this.db.query('update handler set retired_at = now() where id = any($1)', [ids])
    await this.db.query('delete from deferred_delivery where handler_id = any($1)', [ids])
  }
}

function pick<Of>(list: readonly Of[], index: number): Of {
  return list[index % list.length] as Of
}

function namesOf(instance: Instance): Set<string> {
  return new Set(instance.handlers.map(({ name }) => name))
}

function keyOf({ messageId, ordinal, handlerId, run }: DeliveryKey): string {
  return `${messageId}:${ordinal}:${handlerId}:${run}`
}

function toKey(key: string): DeliveryKey {
  const [messageId, ordinal, handlerId, run] = key.split(':') as [string, string, string, string]
  return {
    messageId,
    ordinal: Number(ordinal),
    handlerId: Number(handlerId),
    run: Number(run),
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
