import type { AttemptDetail, Delivery, MessageDetail, Touch } from '../../api/shapes.ts'

/** One event at one handler, with the attempts of all runs and the actions of operators. */
export interface MessageLane {
  readonly key: string
  readonly delivery: Delivery
  readonly attempts: readonly AttemptDetail[]
  readonly touches: readonly Touch[]
  /** the message has several events */
  readonly several: boolean
}

export interface Span {
  readonly startMs: number
  readonly lengthMs: number
  readonly ended: boolean
}

const MIN_SPAN_MS = 20

export function lanesOf(message: MessageDetail): MessageLane[] {
  const attempts = Map.groupBy(message.attempts, keyOf)
  const touches = Map.groupBy(message.actions, keyOf)
  return message.deliveries
    .map((delivery) => {
      const key = keyOf(delivery)
      return {
        key,
        delivery,
        attempts: attempts.get(key) ?? [],
        touches: touches.get(key) ?? [],
        several: message.eventCount > 1,
      }
    })
    .sort(byUrgency)
}

function keyOf({ ordinal, handler, run }: Pick<Delivery, 'ordinal' | 'handler' | 'run'>): string {
  return `${ordinal} ${handler} ${run}`
}

/** Failures come first. */
function byUrgency({ delivery: a }: MessageLane, { delivery: b }: MessageLane): number {
  const urgency = ({ state }: Delivery) => (state === 'failed' ? 0 : state === 'retrying' ? 1 : 2)
  return urgency(a) - urgency(b) || a.ordinal - b.ordinal || a.handler.localeCompare(b.handler)
}

/** From receipt to the last entry. */
export function spanOf(message: MessageDetail, now: number): Span {
  const startMs = Date.parse(message.receivedAt)
  const ended = message.attempts.every(({ endedAt }) => endedAt !== null)
  const ends = message.attempts.map(({ startedAt, endedAt }) => Date.parse(endedAt ?? startedAt))
  const last = ended ? Math.max(startMs, ...ends) : now
  return { startMs, lengthMs: Math.max(MIN_SPAN_MS, last - startMs), ended }
}
