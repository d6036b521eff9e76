import { addressOf, getJson } from '../../api/request.ts'
import type { Delivery, EventRecord, Page } from '../../api/shapes.ts'
import { type Resource, useResource } from '../../api/use-resource.ts'
import type { DeliveriesOf } from './known-events.ts'

const PAGE = 200
const MAX_PAGES = 20

/**
 * Loads the deliveries of a person's events. Each event has one per handler.
 * @param limit number of events. Another limit is another list. A new event is not.
 */
export function useDeliveriesOf(
  subject: string,
  limit: number,
  events: readonly EventRecord[] | undefined,
): Resource<DeliveriesOf> {
  const ids = (events ?? []).map(({ messageId }) => messageId).sort()
  // Ids grow with time.
  const [oldest] = ids
  const key = events === undefined ? null : `deliveries of ${subject} ${limit}`
  return useResource(key, (signal) => loadDownTo(subject, oldest, signal))
}

async function loadDownTo(
  subject: string,
  oldest: string | undefined,
  signal: AbortSignal,
): Promise<DeliveriesOf> {
  const items: Delivery[] = []
  let cursor: string | null = null
  for (let at = 0; at < MAX_PAGES; at += 1) {
    const asked: string = addressOf('/deliveries', {
      subject,
      limit: PAGE,
      ...(cursor === null ? {} : { cursor }),
    })
    const page = await getJson<Page<Delivery>>(asked, signal)
    items.push(...page.items)
    cursor = page.next
    const last = items.at(-1)
    const isPast = oldest === undefined || (last !== undefined && last.messageId < oldest)
    if (cursor === null || isPast) return { items, missingFrom: null }
  }
  return { items, missingFrom: items.at(-1)?.messageId ?? null }
}
