import type { DiscoveredHandler } from './discover-handlers.ts'

/** A handler of this process with the id of its row. */
export interface RegisteredHandler extends DiscoveredHandler {
  readonly id: number
}
