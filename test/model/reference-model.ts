import type { AttemptOutcome, DeliveryActionKind, DeliveryState } from '../../lib/states.ts'

/** A delivery in the model. Times are the model's milliseconds. */
export interface ModelDelivery {
  readonly key: string
  /** handler and subject */
  readonly lane: string
  readonly handler: string
  /** the event, whichever run */
  readonly event: string
  readonly run: number
  position: bigint
  state: DeliveryState
  holdsPlace: boolean
  countedAttempts: number
  edit: number
  dueAt: number
  /** outcomes of the attempts that have ended, in their order */
  ended: AttemptOutcome[]
  /** the attempt that runs */
  running: { readonly instanceId: string; readonly lease: bigint } | null
}

export interface ModelLane {
  readonly name: string
  readonly handler: string
  /** whose turn has begun: it keeps it until it is settled */
  turn: ModelDelivery | null
  lease: bigint
  leasedUntil: number
  /** its person is being forgotten: the running attempt is the last */
  ends: boolean
}

/** Far below the quarters of an hour by which due times differ, however many looks a race takes. */
const TICK_MS = 1

/** The promises about lanes, written as plainly as possible: lists, and no database. */
export class ReferenceModel {
  readonly deliveries = new Map<string, ModelDelivery>()
  readonly lanes = new Map<string, ModelLane>()
  readonly held = new Set<string>()
  /** handlers that wait for messages which others recorded without them: from which place on */
  readonly behind = new Map<string, bigint>()
  now: number

  constructor(now: number) {
    this.now = now
  }

  /** Each use of the database advances time, so a due lane stays due. */
  tick(): number {
    this.now += TICK_MS
    return this.now
  }

  add(delivery: ModelDelivery): void {
    if (this.deliveries.has(delivery.key)) throw new Error(`${delivery.key} was added twice`)
    this.deliveries.set(delivery.key, delivery)
    if (this.lanes.has(delivery.lane)) return
    const { lane: name, handler } = delivery
    this.lanes.set(name, { name, handler, turn: null, lease: 0n, leasedUntil: 0, ends: false })
  }

  openOf(lane: ModelLane): ModelDelivery[] {
    return [...this.deliveries.values()]
      .filter((delivery) => delivery.lane === lane.name && delivery.holdsPlace)
      .sort((a, b) => (a.position < b.position ? -1 : 1))
  }

  /** Names of the lanes in which something is open. */
  occupied(): Set<string> {
    return new Set(
      [...this.deliveries.values()].filter(({ holdsPlace }) => holdsPlace).map(({ lane }) => lane),
    )
  }

  /** The delivery whose turn has begun, else the first in the order of recording. */
  headOf(lane: ModelLane): ModelDelivery | null {
    return lane.turn ?? this.openOf(lane)[0] ?? null
  }

  /** The deliveries that a claim for these handlers must start now, and those that it must park. */
  due(handlers: ReadonlySet<string>): { start: ModelDelivery[]; park: ModelDelivery[] } {
    const start: ModelDelivery[] = []
    const park: ModelDelivery[] = []
    for (const lane of this.lanes.values()) {
      if (!handlers.has(lane.handler) || this.held.has(lane.handler)) continue
      if (lane.leasedUntil > this.now) continue
      const head = this.headOf(lane)
      if (head === null || head.dueAt > this.now) continue
      const barrier = this.behind.get(lane.handler)
      if (barrier !== undefined && head.position >= barrier) continue
      if (head.state !== 'failed') start.push(head)
      else if (lane.turn === null) park.push(head)
    }
    return { start, park }
  }

  started(
    delivery: ModelDelivery,
    running: NonNullable<ModelDelivery['running']>,
    leaseMs: number,
  ): void {
    const { lease } = running
    const lane = this.lanes.get(delivery.lane) as ModelLane
    if (lease <= lane.lease) throw new Error(`lease ${lease} of ${lane.name} does not grow`)
    if (lane.leasedUntil > this.now) throw new Error(`${lane.name} is served twice`)
    if (this.headOf(lane) !== delivery) {
      throw new Error(`${delivery.key} starts before ${this.headOf(lane)?.key}`)
    }
    Object.assign(lane, { turn: delivery, lease, leasedUntil: this.now + leaseMs })
    if (delivery.running !== null) delivery.ended.push('abandoned')
    Object.assign(delivery, { state: 'running', running })
  }

  parked(delivery: ModelDelivery): void {
    const lane = this.lanes.get(delivery.lane) as ModelLane
    if (this.headOf(lane) !== delivery) throw new Error(`${delivery.key} parks out of turn`)
    lane.turn = delivery
  }

  holds(delivery: ModelDelivery, lease: bigint): boolean {
    const lane = this.lanes.get(delivery.lane) as ModelLane
    return lane.lease === lease && lane.leasedUntil > this.now
  }

  renewed(delivery: ModelDelivery, leaseMs: number): void {
    const lane = this.lanes.get(delivery.lane) as ModelLane
    lane.leasedUntil = this.now + leaseMs
  }

  /** The lane is free again; the turn is kept by what stays open. */
  settled(delivery: ModelDelivery, outcome: AttemptOutcome, to: Partial<ModelDelivery>): void {
    const lane = this.lanes.get(delivery.lane) as ModelLane
    delivery.ended.push(outcome)
    Object.assign(delivery, { running: null, ...to })
    lane.leasedUntil = 0
    if (!delivery.holdsPlace) lane.turn = null
    else if (lane.ends) delivery.dueAt = Number.POSITIVE_INFINITY
  }

  /** Whether an operator may do this now; `act` does it. */
  allows(kind: DeliveryActionKind, delivery: ModelDelivery): boolean {
    const { holdsPlace } = delivery
    if (this.isServed(delivery)) return false
    // Its instance is gone: it counts as failed.
    const state = delivery.state === 'running' ? 'failed' : delivery.state
    const done = !holdsPlace && state !== 'scheduled'
    switch (kind) {
      case 'replay':
      case 'edit':
        return state === 'failed' && holdsPlace
      case 'skip':
        return holdsPlace && (state === 'failed' || state === 'retrying')
      case 'cancel':
        return !done
      case 'release':
        return state === 'scheduled' || (state === 'retrying' && holdsPlace)
      case 'rerun':
        return (
          done && !this.runsOf(delivery).some((run) => run.holdsPlace || run.state === 'scheduled')
        )
    }
  }

  act(kind: DeliveryActionKind, delivery: ModelDelivery): void {
    const lane = this.lanes.get(delivery.lane) as ModelLane
    if (delivery.running !== null) {
      lane.lease += 1n
      delivery.ended.push('abandoned')
      delivery.running = null
    }
    switch (kind) {
      case 'replay':
      case 'edit':
        Object.assign(delivery, { state: 'waiting', countedAttempts: 0, dueAt: this.now })
        if (kind === 'edit') delivery.edit += 1
        return
      case 'skip':
      case 'cancel':
        Object.assign(delivery, {
          state: kind === 'skip' ? 'skipped' : 'cancelled',
          holdsPlace: false,
        })
        if (lane.turn === delivery) lane.turn = null
        return
      case 'release':
        if (delivery.state === 'scheduled') delivery.state = 'waiting'
        Object.assign(delivery, { holdsPlace: true, dueAt: this.now })
        return
      case 'rerun':
        // The new run is added with the place that it was given.
        return
    }
  }

  private isServed(delivery: ModelDelivery): boolean {
    const lane = this.lanes.get(delivery.lane) as ModelLane
    return delivery.state === 'running' && lane.leasedUntil > this.now
  }

  runsOf(delivery: ModelDelivery): ModelDelivery[] {
    return [...this.deliveries.values()].filter(
      ({ event, handler }) => event === delivery.event && handler === delivery.handler,
    )
  }

  /** A next turn comes after the started delivery and before all waiting ones. */
  checkNextTurn(taker: ModelDelivery): void {
    const lane = this.lanes.get(taker.lane) as ModelLane
    const others = this.openOf(lane).filter((one) => one !== taker && one !== lane.turn)
    const waiting = others.filter(({ position }) => position % 1024n === 0n)
    const base = lane.turn?.position ?? 0n
    const before = waiting.find(({ position }) => position > base && position < taker.position)
    if (before !== undefined && lane.turn !== null) {
      throw new Error(`${taker.key} takes its turn behind ${before.key}`)
    }
  }
}
