import { ReceiverError } from '../../lib/errors.ts'
import type { DiscoveredHandler } from '../../lib/handlers/discover-handlers.ts'

/** @throws ReceiverError handler_invalid if a file has the name of a built-in handler */
export function withBuiltIn(
  handlers: readonly DiscoveredHandler[],
  builtIn: readonly DiscoveredHandler[],
): readonly DiscoveredHandler[] {
  for (const { name } of builtIn) {
    if (handlers.every((handler) => handler.name !== name)) continue
    throw new ReceiverError(
      'handler_invalid',
      `expected another name than ${name} for a handler, the service has one of its own with this name: rename the file`,
    )
  }
  return [...handlers, ...builtIn]
}
