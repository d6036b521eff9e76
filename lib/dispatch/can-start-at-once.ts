import type { HandlerOptions } from '../handlers/handler-options.ts'

/** The state of this process and of one handler at the time of a recording. */
export interface StartConditions {
  readonly isStopping: boolean
  /** A suspect delivery runs alone, or waits for it. */
  readonly isQuarantined: boolean
  readonly freePlaces: number
  /** The last claim may have left due lanes behind, or no claim has looked yet. */
  readonly mayHaveBacklog: boolean
  /** The last claim found it held. */
  readonly isHeld: boolean
  readonly options: Pick<HandlerOptions, 'rateLimit' | 'totalConcurrency'>
}

/**
 * Whether a recording may start a delivery of the handler itself, as far as this process knows. The
 * recording's statement checks the lane and the handler's row. Pure.
 */
export function canStartAtOnce(conditions: StartConditions): boolean {
  const { isStopping, isQuarantined, freePlaces, mayHaveBacklog, isHeld, options } = conditions
  const isProcessReady = !isStopping && !isQuarantined
  return isProcessReady && freePlaces > 0 && !mayHaveBacklog && !isHeld && !isCounted(options)
}

/** The starts of such a handler are counted for all processes together, in a claim. */
export function isCounted({ rateLimit, totalConcurrency }: StartConditions['options']): boolean {
  return rateLimit !== null || totalConcurrency !== null
}

/**
 * The number of free places that a claim asks for. Without a backlog half of them stay free for
 * recordings: each recording that finds no place would need another claim. Pure.
 */
export function placesToClaim(freePlaces: number, mayHaveBacklog: boolean): number {
  return mayHaveBacklog ? freePlaces : Math.ceil(freePlaces / 2)
}
