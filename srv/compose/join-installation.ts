import type { Config } from '../../lib/config/config.ts'
import type { DiscoveredHandler, RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import type { Pool } from '../../lib/store/db/database.ts'
import { registerHandlers } from '../../lib/store/registry/register-handlers.ts'
import { endInstance, registerInstance } from '../../lib/store/registry/register-instance.ts'

/** This instance as a member of the installation. */
export interface Membership {
  /** the handlers of this process, each with the id of its row */
  readonly handlers: readonly RegisteredHandler[]
  /** Sends a heartbeat now. A timer sends the others. */
  beat(): Promise<void>
  /**
   * Signs this instance off, so that the others need not wait for its silence.
   * @param recorded resolves after the last recording, which must come before the sign-off
   */
  leave(recorded: Promise<void>): Promise<void>
}

const HEARTBEAT_MS = 30_000
/** An instance is gone after three missed heartbeats. */
export const SILENCE_MS = 3 * HEARTBEAT_MS

/** Registers this instance and its handlers in the database, where the other instances find them. */
export async function joinInstallation(
  pool: Pool,
  instanceId: string,
  config: Config,
  discovered: readonly DiscoveredHandler[],
  onFailure: (error: unknown) => void,
): Promise<Membership> {
  const { role, application, leaseMs } = config
  const instance = { id: instanceId, role, version: application.version, leaseMs }
  const ids = await registerHandlers(
    pool,
    discovered.map(({ name, options }) => ({
      name,
      formerly: options.formerly,
      definition: options,
    })),
    instance,
  )
  const handlers = discovered.map((handler) => ({
    ...handler,
    id: ids.get(handler.name) as number,
  }))
  const self = { ...instance, handlerIds: handlers.map(({ id }) => id) }
  const beat = () => registerInstance(pool, self)
  const heartbeat = setInterval(() => {
    beat().catch(onFailure)
  }, HEARTBEAT_MS)
  return {
    handlers,
    beat,
    async leave(recorded) {
      clearInterval(heartbeat)
      await recorded
      await endInstance(pool, instanceId).catch(onFailure)
    },
  }
}
