import type { History } from './history.ts'
import type { ModelDelivery } from './reference-model.ts'

/** Forgets a person, and continues erasures that waited for running deliveries. */
export async function forget(history: History, subject: number): Promise<void> {
  const userId = history.userIdOf(subject)
  if ([...history.events.values()].some(({ event }) => event.userId === userId)) {
    history.forgot(subject)
    history.erasing.add(userId)
  }
  await goOn(history)
}

/** Each pass cancels what does not run. */
export async function goOn(history: History): Promise<void> {
  for (const userId of [...history.erasing]) {
    const own = deliveriesOf(history, userId)
    const [event] = [...history.events].find(([, one]) => one.event.userId === userId) ?? []
    const { running } = await history.world.forget(event as string)
    let served = 0
    for (const delivery of own) {
      if (history.model.allows('cancel', delivery)) history.model.act('cancel', delivery)
      else if (delivery.state === 'running') served += 1
    }
    if (running !== served) throw new Error(`${running} deliveries run, expected ${served}`)
    for (const { lane } of own) {
      Object.assign(history.model.lanes.get(lane) ?? {}, { ends: served > 0 })
    }
    if (served === 0) history.erasing.delete(userId)
  }
}

export function deliveriesOf(history: History, userId: string): ModelDelivery[] {
  return [...history.model.deliveries.values()].filter(
    ({ event }) => history.events.get(event)?.event.userId === userId,
  )
}
