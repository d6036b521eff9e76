import type { Config } from '../../lib/config/config.ts'
import type { DiscoveredHandler, RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import type { Pool } from '../../lib/store/database.ts'
import { registerHandlers } from '../../lib/store/registry.ts'
import { endInstance, registerInstance } from '../../lib/store/statements/register-instance.ts'

export interface Membership {
  /** the handlers of this process, each with the id of its row */
  readonly handlers: readonly RegisteredHandler[]
  /** Says that this instance is there; done from time to time by itself. */
  beat(): Promise<void>
  /**
   * Says goodbye, so that nobody has to wait for silence.
   * @param recorded resolves after the last recording: no recording of an instance follows its goodbye
   */
  leave(recorded: Promise<void>): Promise<void>
}

const HEARTBEAT_MS = 30_000
/** Three heartbeats that did not come: the instance is gone. */
export const SILENCE_MS = 3 * HEARTBEAT_MS

/** Tells the other instances, through the database, that this one is there and which handlers it has. */
export async function joinInstallation(
  pool: Pool,
  instanceId: string,
  config: Config,
  discovered: readonly DiscoveredHandler[],
  onFailure: (error: unknown) => void,
): Promise<Membership> {
  const instance = { id: instanceId, role: config.role, version: config.application.version }
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
