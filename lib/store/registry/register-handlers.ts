import type { Pool } from 'pg'
import { LOCK_WAIT_MS, onceUnlocked } from '../db/once-unlocked.ts'
import { inTransaction } from '../db/transaction.ts'
import { matchHandlers, type NamedHandler } from './match-handlers.ts'
import { type InstanceToRegister, registerInstance } from './register-instance.ts'
import {
  addHandler,
  findHoldOfAll,
  forgetFormerName,
  lockHandlers,
  outlastRecordings,
  renewHandler,
  reviveHandler,
} from './upsert-handlers.ts'

export interface HandlerToRegister extends NamedHandler {
  /** JSON, for the monitor */
  readonly definition: unknown
}

/**
 * Registers the handlers of this process. After the commit each of them gets every event, whichever
 * instance records it. Recordings and claims wait for a fraction of a second at most. Registers the
 * instance in the same transaction: later recordings must not start deliveries of a handler that this
 * instance does not have.
 * @param instance null = this process neither records nor dispatches
 * @throws ReceiverError database_unavailable if other sessions hold the locks for too long
 * @returns the row ids by name
 */
export async function registerHandlers(
  pool: Pool,
  handlers: readonly HandlerToRegister[],
  instance: InstanceToRegister | null,
  { limitMs = LOCK_WAIT_MS } = {},
): Promise<Map<string, number>> {
  const deadline = performance.now() + limitMs
  return onceUnlocked('recordings and claims to let a registration through', deadline, () =>
    register(pool, handlers, instance),
  )
}

function register(
  pool: Pool,
  handlers: readonly HandlerToRegister[],
  instance: InstanceToRegister | null,
): Promise<Map<string, number>> {
  return inTransaction(pool, async (client) => {
    const rows = await lockHandlers(client)
    const holdOfAll = await findHoldOfAll(client)
    const definitions = new Map(handlers.map(({ name, definition }) => [name, definition]))
    const result = new Map<string, number>()
    for (const registration of matchHandlers(rows, handlers)) {
      const { name } = registration
      const definition = definitions.get(name)
      const holdId = isInternal(definition) ? null : holdOfAll
      switch (registration.kind) {
        case 'add':
          for (const row of rows) {
            if (row.formerNames.includes(name)) await forgetFormerName(client, row.id, name)
          }
          result.set(name, await addHandler(client, name, definition, holdId))
          break
        case 'renew':
          await renewHandler(client, registration.row, definition, holdId)
          result.set(name, registration.row.id)
          break
        case 'revive':
          await reviveHandler(client, registration.id, holdId)
          result.set(name, registration.id)
          break
      }
    }
    if (instance !== null) {
      await registerInstance(client, { ...instance, handlerIds: [...result.values()] })
    }
    await outlastRecordings(client)
    return result
  })
}

/** The handler of the audit log must not stop along with the others. */
function isInternal(definition: unknown): boolean {
  return (definition as { readonly internal?: boolean } | undefined)?.internal === true
}
