import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { AttemptEnd } from '../../lib/dispatch/attempt-end.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import type { Settlement } from '../../lib/store/deliver/settlement.ts'
import type { MessageToRecord } from '../../lib/store/record/recording.ts'
import type { DeliveryKey, StartedWithoutEvent } from '../../lib/store/record/started-delivery.ts'
import { registerHandlers } from '../../lib/store/registry/register-handlers.ts'
import { checkAgainst } from './check-against.ts'
import { expectedStarts } from './expected-starts.ts'
import { dispatches, type Instance, type Role, records } from './instance.ts'
import { HANDLER_KINDS, type HandlerKind, LEASE_MS, modelHandler } from './model-handlers.ts'
import type { ModelEvent } from './model-message.ts'
import { withClock } from './moved-clock.ts'
import { type ModelDelivery, ReferenceModel } from './reference-model.ts'
import type { RecordOutcome, Step } from './step.ts'
import { readEvents, readState, type StoredDelivery } from './stored-state.ts'
import { createWorld, type World } from './world.ts'

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

/** A recording whose instance does not know whether it is committed. */
interface UnknownRecording {
  readonly instance: Instance
  readonly message: MessageToRecord
  readonly events: readonly ModelEvent[]
  readonly isCommitted: boolean
  readonly started: readonly { readonly delivery: ModelDelivery; readonly lease: bigint }[]
}

const MAX_INSTANCES = 6

/** One random history: every step is done by the code and by the model, and then compared. */
export class ModelRun {
  private readonly db: pg.Pool
  private readonly world: World
  private readonly model = new ReferenceModel(Date.now())
  private readonly begun = this.model.now
  private readonly handlers = new Map<HandlerKind, RegisteredHandler>()
  /** the first three stay until the end */
  private readonly instances: Instance[] = []
  /** dead processes that count as live, since nobody has missed them yet */
  private ghosts: Instance[] = []
  private hands: Hand[] = []
  private unanswered: Unanswered[] = []
  private unknown: UnknownRecording[] = []
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
      null,
    )
    for (const kind of kinds) {
      const name = `${run}-${kind}`
      this.handlers.set(kind, modelHandler(kind, name, ids.get(name) as number))
    }
    for (let count = 0; count < 3; count += 1) await this.join('all', [...this.handlers.values()])
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
        return this.record(step)
      case 'retry':
        return this.retry(step)
      case 'race':
        return this.race(step.subject, step.messages)
      case 'claim':
        return this.claim(pick(this.instances.filter(dispatches), step.instance))
      case 'settle':
        return this.settle(step)
      case 'ask':
        return this.ask(step.which)
      case 'freeze':
        // Its hands stay in the list: a settle of theirs comes late, and is to have no effect.
        return
      case 'crash':
        return this.crash(step.instance)
      case 'join':
        return this.joinLater(step)
      case 'leave':
        return this.leave(step.instance)
      case 'upgrade':
        return this.upgrade(step.instance)
      case 'wait':
        this.model.now += step.hours * HOUR_MS
        for (const ghost of this.ghosts.splice(0)) await this.world.fallSilent(ghost)
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

  private async record(step: Extract<Step, { kind: 'record' }>): Promise<void> {
    const instance = pick(this.instances.filter(records), step.instance)
    const events = step.subjects.map((subject) => this.eventFor(subject))
    const message = this.world.message(instance, events)
    await this.write({ instance, message, events }, 1, step.places, step.outcome)
  }

  /** Writes a message that is not stored, and compares what the recording starts. */
  private async write(
    { instance, message, events }: Pick<UnknownRecording, 'instance' | 'message' | 'events'>,
    attempt: number,
    places: number,
    outcome: RecordOutcome,
  ): Promise<void> {
    const occupied = this.model.occupied()
    const loss = outcome === 'answered' ? null : outcome === 'not sent' ? outcome : 'sent'
    const begun = await instance.write(message, { attempt, places, loss })
    const isCommitted = loss !== 'not sent'
    const unknown = { instance, message, events, isCommitted }
    if (!isCommitted) {
      this.unknown.push({ ...unknown, started: [] })
      return
    }
    const added = await this.learn([{ id: message.id, instance, events }])
    const live = [...this.instances, ...this.ghosts]
    const expected = expectedStarts(this.model, added, { instance, live, places, occupied })
    if (loss === null) {
      compareKeys(
        'a recording started',
        begun.map(keyOf),
        expected.map(({ key }) => key),
      )
      for (const delivery of begun) this.took(instance, delivery)
      return
    }
    const stored = await this.storedByKey()
    const started = expected.map((delivery) => {
      const lease = BigInt(stored.get(delivery.key)?.running.split(' ')[1] ?? 0)
      this.model.started(delivery, { instanceId: instance.id, lease }, LEASE_MS)
      return { delivery, lease }
    })
    this.unknown.push({ ...unknown, started })
    if (outcome === 'crashed') await this.crash(this.instances.indexOf(instance))
  }

  /** The instance writes the message again, and starts what it finds started by itself. */
  private async retry({ which, places }: Extract<Step, { kind: 'retry' }>): Promise<void> {
    if (this.unknown.length === 0) return
    const [again] = this.unknown.splice(which % this.unknown.length, 1) as [UnknownRecording]
    const { instance, message, isCommitted, started } = again
    if (!isCommitted) return this.write(again, 2, places, 'answered')
    const begun = await instance.write(message, { attempt: 2, places, loss: null })
    const ours = started.filter(({ delivery, lease }) => this.model.holds(delivery, lease))
    compareKeys(
      'a retry started',
      begun.map(keyOf),
      ours.map(({ delivery }) => delivery.key),
    )
    for (const { delivery } of ours) this.model.renewed(delivery, LEASE_MS)
    for (const delivery of begun) this.hands.push({ instance, started: delivery })
  }

  private async join(role: Role, handlers: readonly RegisteredHandler[]): Promise<Instance> {
    const instance = await this.world.join(role, handlers)
    this.instances.push(instance)
    return instance
  }

  private async joinLater({ role, isOld }: Extract<Step, { kind: 'join' }>): Promise<void> {
    if (this.instances.length === MAX_INSTANCES) return
    const newcomer = this.handlers.get('newcomer')
    const all = [...this.handlers.values()]
    await this.join(role, isOld ? all.filter((handler) => handler !== newcomer) : all)
  }

  /** A process that stops: it has given back what it ran. */
  private async leave(which: number): Promise<void> {
    const later = this.instances.slice(3)
    if (later.length === 0) return
    const instance = pick(later, which)
    this.instances.splice(this.instances.indexOf(instance), 1)
    this.forgetHandsOf(instance)
    await this.world.leave(instance)
  }

  /** A process of the newest version takes the place of one that stops, and that may still settle. */
  private async upgrade(which: number): Promise<void> {
    const place = which % this.instances.length
    const replaced = this.instances[place] as Instance
    await this.world.leave(replaced)
    this.instances[place] = await this.world.join(replaced.role, [...this.handlers.values()])
  }

  /** A process dies with all that it knows, and another one starts in its place. */
  private async crash(which: number): Promise<void> {
    const place = which % this.instances.length
    const dead = this.instances[place] as Instance
    this.forgetHandsOf(dead)
    this.ghosts.push(dead)
    this.instances[place] = await this.world.join(dead.role, dead.handlers)
  }

  private forgetHandsOf(instance: Instance): void {
    this.hands = this.hands.filter((hand) => hand.instance !== instance)
    this.unanswered = this.unanswered.filter((one) => one.instance !== instance)
    this.unknown = this.unknown.filter((one) => one.instance !== instance)
  }

  /**
   * Takes what was recorded into the model, in the order of the places that it was given.
   * @returns the deliveries that were added
   */
  private async learn(
    recorded: readonly { id: string; instance: Instance; events: readonly ModelEvent[] }[],
  ): Promise<ModelDelivery[]> {
    const byId = new Map(recorded.map((message) => [message.id, message]))
    for (const { id } of recorded) this.messages.push(id)
    const rows = await readEvents(this.db, [...byId.keys()])
    const expected = recorded.reduce((sum, { events }) => sum + events.length, 0)
    if (rows.length !== expected) throw new Error(`${expected} events sent, ${rows.length} stored`)
    const stored = await this.storedByKey()
    const added: ModelDelivery[] = []
    for (const row of rows) {
      const [messageId, ordinal] = row.event.split(':') as [string, string]
      const { instance, events } = byId.get(messageId) as (typeof recorded)[number]
      const event = events[Number(ordinal)] as ModelEvent
      const position = BigInt(row.position)
      this.events.set(row.event, { position, event })
      for (const handler of this.handlers.values()) {
        if (instance.handlers.includes(handler)) added.push(this.add(handler, row.event, stored))
        else if (!this.model.behind.has(handler.name)) this.model.behind.set(handler.name, position)
      }
    }
    return added
  }

  /** What a handler makes of an event: its first run, at the place of the event. */
  private add(
    handler: RegisteredHandler,
    event: string,
    stored: ReadonlyMap<string, StoredDelivery>,
  ): ModelDelivery {
    const key = `${event}:${handler.id}:0`
    const known = this.events.get(event) as { position: bigint; event: ModelEvent }
    const { startsAt } = known.event
    const later = handler.options.meanwhile !== null && startsAt > this.model.now
    const found = stored.get(key)
    if (found === undefined) throw new Error(`${handler.name} did not get ${event}`)
    const delivery: ModelDelivery = {
      key,
      lane: found.lane,
      handler: handler.name,
      event,
      run: 0,
      position: known.position,
      state: later ? 'scheduled' : 'waiting',
      holdsPlace: !later || handler.options.meanwhile === 'wait',
      countedAttempts: 0,
      edit: 0,
      dueAt: later ? startsAt : 0,
      ended: [],
      running: null,
    }
    this.model.add(delivery)
    return delivery
  }

  private async race(subject: number, count: number): Promise<void> {
    const claimer = this.instances[0] as Instance
    const recorders = this.instances.filter(records)
    const recorded = Array.from({ length: Math.min(count, recorders.length) }, (_, index) => {
      const instance = recorders[index] as Instance
      const events = [this.eventFor(subject)]
      const message = this.world.message(instance, events)
      return { id: message.id, instance, events, message }
    })
    let recording = true
    const begun: Hand[] = []
    const claims = (async () => {
      while (recording) {
        const { started } = await this.world.claim(claimer)
        for (const delivery of started) begun.push({ instance: claimer, started: delivery })
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    await Promise.all(
      recorded.map(async ({ instance, message }) => {
        const starts = await instance.write(message, { attempt: 1, places: 1, loss: null })
        for (const delivery of starts) begun.push({ instance, started: delivery })
      }),
    )
    recording = false
    await claims
    // In the order of recording, which is the order of their places.
    await this.learn(recorded)
    for (const { instance, started } of begun) this.took(instance, started)
    // What the claims did not see yet stays due: the next one has to find it.
    const { park } = this.model.due(namesOf(claimer))
    for (const delivery of park) this.model.parked(delivery)
  }

  private async claim(instance: Instance): Promise<void> {
    const names = namesOf(instance)
    const expected = this.model.due(names)
    const { started, parked } = await this.world.claim(instance)
    compareKeys(
      'a claim started',
      started.map(keyOf),
      expected.start.map(({ key }) => key),
    )
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
    const { outcome, next, countedAttempts: tries } = decision
    const parks = next.state === 'failed' && next.lane === 'parks'
    this.model.settled(delivery, outcome, {
      state: next.state,
      countedAttempts: tries,
      holdsPlace: next.state === 'retrying' || next.state === 'waiting' || parks,
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
    const deferred = delivery.state === 'scheduled' && !delivery.holdsPlace
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
      holdsPlace: true,
      countedAttempts: 0,
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
      const deferred = delivery.state === 'scheduled' && !delivery.holdsPlace
      if (!deferred || delivery.dueAt > this.model.now) continue
      this.model.act('release', delivery)
      await this.takeNextTurn(delivery)
    }
  }

  /** A deployment begins: one instance has a handler that the others do not know. */
  private async newcomer(run: string): Promise<void> {
    if (this.handlers.has('newcomer')) return
    const name = `${run}-newcomer`
    const ids = await registerHandlers(this.db, [{ name, formerly: [], definition: {} }], null)
    const handler = modelHandler('newcomer', name, ids.get(name) as number)
    this.handlers.set('newcomer', handler)
    await this.upgrade(2)
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
      for (const instance of this.instances.filter(dispatches)) {
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
    await this.db.query('delete from instance')
  }
}

function pick<Of>(list: readonly Of[], index: number): Of {
  return list[index % list.length] as Of
}

function compareKeys(what: string, got: readonly string[], wanted: readonly string[]): void {
  const [is, should] = [got, wanted].map((keys) => [...keys].sort().join(' '))
  if (is !== should) throw new Error(`${what} ${is}, expected ${should}`)
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
