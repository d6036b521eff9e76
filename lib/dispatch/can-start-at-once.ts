import type { HandlerOptions } from '../handlers/handler-options.ts'

/** The state of this process and of one handler at the time of a recording. */
export interface StartConditions {
  readonly isStopping: boolean
  /** A suspect delivery runs alone or waits to. */
  readonly isQuarantined: boolean
  /** without those for lanes that are known to be due */
  readonly freeSlots: number
  /** The last claim left an unknown number of due lanes, or there was no claim yet. */
  readonly mayHaveBacklog: boolean
  /** The last claim found the handler held. */
  readonly isHeld: boolean
  readonly options: Pick<HandlerOptions, 'rateLimit' | 'totalConcurrency'>
}

/**
 * Whether this process lets a recording start a delivery of the handler. The recording's statement
 * checks the lane and the handler's row. Pure.
 */
export function canStartAtOnce(conditions: StartConditions): boolean {
  const { isStopping, isQuarantined, freeSlots, mayHaveBacklog, isHeld, options } = conditions
  const isProcessReady = !isStopping && !isQuarantined
  return isProcessReady && freeSlots > 0 && !mayHaveBacklog && !isHeld && !isCounted(options)
}

/** Claims count the starts of such a handler for all processes together. */
export function isCounted({ rateLimit, totalConcurrency }: StartConditions['options']): boolean {
  return rateLimit !== null || totalConcurrency !== null
}

/**
 * The number of free slots that a claim requests for an unknown number of due lanes. Without a backlog,
 * half of them stay free for recordings, since each recording without a slot needs another claim. Pure.
 */
export function slotsToClaim(freeSlots: number, mayHaveBacklog: boolean): number {
  return mayHaveBacklog ? freeSlots : Math.ceil(freeSlots / 2)
}
