import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import type { History } from './history.ts'
import type { Instance } from './instance.ts'
import type { StoredDelivery } from './stored-state.ts'

export async function fanOut(history: History): Promise<void> {
  const newcomer = history.handlers.get('newcomer')
  if (newcomer === undefined) return
  while (await history.world.fanOut(history.instances[2] as Instance)) {}
  history.model.behind.delete(newcomer.name)
  await addMissing(history, newcomer, (key, stored) => stored.has(key))
}

export async function backfill(history: History, handler: RegisteredHandler): Promise<void> {
  if (history.messages.length === 0) return
  await history.world.backfill(handler, history.messages)
  await addMissing(history, handler, () => true)
}

export async function addMissing(
  history: History,
  handler: RegisteredHandler,
  wanted: (key: string, stored: ReadonlyMap<string, StoredDelivery>) => boolean,
): Promise<void> {
  const stored = await history.storedByKey()
  for (const event of history.events.keys()) {
    if (history.isOfForgotten({ event })) continue
    const key = `${event}:${handler.id}:0`
    if (!history.model.deliveries.has(key) && wanted(key, stored))
      history.add(handler, event, stored)
  }
}
