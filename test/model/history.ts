import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import type { Settlement } from '../../lib/store/deliver/settlement.ts'
import type { MessageToRecord } from '../../lib/store/record/recording.ts'
import type { StartedWithoutEvent } from '../../lib/store/record/started-delivery.ts'
import { checkAgainst } from './check-against.ts'
import { keyOf } from './delivery-keys.ts'
import type { Instance } from './instance.ts'
import { withModelClock } from './model-clock.ts'
import { type HandlerKind, LEASE_MS } from './model-handlers.ts'
import type { ModelEvent } from './model-message.ts'
import { type ModelDelivery, ReferenceModel } from './reference-model.ts'
import { readEvents, readState, type StoredDelivery } from './stored-state.ts'
import { createWorld, type World } from './world.ts'

export const HOUR_MS = 3_600_000

/** A started delivery in the hands of an instance, or of one that froze and does not know it. */
export interface Hand {
  readonly instance: Instance
  readonly started: StartedWithoutEvent
}

/** A settlement that is committed, and whose instance does not know it. */
export interface Unanswered {
  readonly instance: Instance
  readonly settlement: Settlement
  readonly started: StartedWithoutEvent | null
}

/** A recording whose instance does not know whether it is committed. */
export interface UnknownRecording {
  readonly instance: Instance
  readonly message: MessageToRecord
  readonly events: readonly ModelEvent[]
  readonly isCommitted: boolean
  readonly started: readonly { readonly delivery: ModelDelivery; readonly lease: bigint }[]
}

/** All that the code and the model have done so far in one random history. */
export class History {
  /** for reading the database */
  readonly db: pg.Pool
  /** the same database at the model's time */
  readonly clocked: pg.Pool
  readonly world: World
  readonly model = new ReferenceModel(Date.now())
  readonly begun = this.model.now
  readonly handlers = new Map<HandlerKind, RegisteredHandler>()
  /** the first three stay until the end */
  readonly instances: Instance[] = []
  /** dead processes that still count as live */
  ghosts: Instance[] = []
  hands: Hand[] = []
  unanswered: Unanswered[] = []
  unknown: UnknownRecording[] = []
  readonly messages: string[] = []
  /** events by message:ordinal, with what their handlers will make of them */
  readonly events = new Map<string, { position: bigint; event: ModelEvent }>()

  constructor(pool: pg.Pool, plant: (pool: pg.Pool) => pg.Pool) {
    this.db = pool
    this.clocked = withModelClock(pool, () => this.model.tick())
    this.world = createWorld(plant(this.clocked), `M${randomUUID().slice(0, 8)}`)
  }

  /** user ids of forgotten persons; those whose deliveries still run are in `erasing` as well */
  readonly forgotten = new Set<string>()
  readonly erasing = new Set<string>()
  private readonly generations = new Map<number, number>()

  /** The person of this number; after it was forgotten, another one. */
  userIdOf(subject: number): string {
    return `employee-${subject}-${this.generations.get(subject) ?? 0}`
  }

  forgot(subject: number): void {
    this.forgotten.add(this.userIdOf(subject))
    this.generations.set(subject, (this.generations.get(subject) ?? 0) + 1)
  }

  isOfForgotten({ event }: Pick<ModelDelivery, 'event'>): boolean {
    return this.forgotten.has(this.events.get(event)?.event.userId ?? '')
  }

  eventFor(subject: number): ModelEvent {
    const startsAt = this.begun + ((this.events.size * 37) % 200) * HOUR_MS + HOUR_MS / 2
    return { userId: this.userIdOf(subject), startsAt }
  }

  /**
   * Adds recorded events to the model, in the order of their positions.
   * @returns the deliveries that were added
   */
  async learn(
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
      // A message that was written again after the erasure.
      if (this.forgotten.has(event.userId)) continue
      for (const handler of this.handlers.values()) {
        if (instance.handlers.includes(handler)) added.push(this.add(handler, row.event, stored))
        else if (!this.model.behind.has(handler.name)) this.model.behind.set(handler.name, position)
      }
    }
    return added
  }

  /** Adds the first run of a handler for an event, at the event's position. */
  add(
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

  took(instance: Instance, started: StartedWithoutEvent): void {
    this.began(instance, started)
    this.hands.push({ instance, started })
  }

  began(instance: Instance, started: StartedWithoutEvent): void {
    const delivery = this.find(keyOf(started))
    const running = { instanceId: instance.id, lease: BigInt(started.lease) }
    this.model.started(delivery, running, LEASE_MS)
    if (started.attempt !== delivery.ended.length + 1) {
      throw new Error(`${delivery.key} starts attempt ${started.attempt}`)
    }
  }

  async compare(): Promise<void> {
    checkAgainst(this.model, await readState(this.db, this.handlerIds()))
  }

  async storedByKey(): Promise<Map<string, StoredDelivery>> {
    const { deliveries } = await readState(this.db, this.handlerIds())
    return new Map(deliveries.map((delivery) => [delivery.key, delivery]))
  }

  handlerIds(): number[] {
    return [...this.handlers.values()].map(({ id }) => id)
  }

  find(key: string): ModelDelivery {
    const found = this.model.deliveries.get(key)
    if (found === undefined) throw new Error(`${key} was never recorded`)
    return found
  }
}
