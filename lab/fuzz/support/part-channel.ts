import type { PartResult } from '../report/part-result.ts'
import type { Place } from './draw.ts'
import type { MemoryPoint } from './memory.ts'

/** Messages of a part in its own process to the run. */
export type PartMessage =
  /** progress, with the position of the random numbers */
  | { readonly kind: 'alive'; readonly place: Place }
  | { readonly kind: 'point'; readonly point: MemoryPoint }
  | { readonly kind: 'result'; readonly result: PartResult }

/** The options with which the part was started. */
export interface PartOrder {
  readonly seed: number
  readonly count: number
}

const FIRST_OF_CHUNK = '0'

export function partOrder(): PartOrder {
  const [seed, count] = process.argv.slice(2).map(Number)
  return { seed: seed as number, count: count as number }
}

/** Called often: a part that is silent for long hangs in an input. */
export function tellAlive(place: Place): void {
  if (place.path === FIRST_OF_CHUNK) process.send?.({ kind: 'alive', place } satisfies PartMessage)
}

export function tellPoint(point: MemoryPoint): void {
  process.send?.({ kind: 'point', point } satisfies PartMessage)
}

/** The channel would keep the process. */
export function tellResult(result: PartResult): void {
  process.send?.({ kind: 'result', result } satisfies PartMessage, () => process.exit(0))
}
