import { useEffect, useRef, useState } from 'react'
import { addressOf, getJson } from '../../api/request.ts'
import type { Delivery, Message, Page } from '../../api/shapes.ts'

export type DeliveriesOf = ReadonlyMap<string, readonly Delivery[]>

interface Known {
  readonly status: string
  readonly deliveries: readonly Delivery[]
}

const PAGE = 200
const MAX_PAGES = 3
const AT_ONCE = 4
/** While a message is in one of these, its deliveries change and its status does not. */
const MOVING: ReadonlySet<string> = new Set(['PROCESSING', 'RETRY'])

/** What handlers have of the messages of a list, which does not say so itself. */
export function useDeliveriesOf(messages: readonly Message[]): DeliveriesOf {
  const known = useRef(new Map<string, Known>())
  const [shown, setShown] = useState<DeliveriesOf>(new Map())

  useEffect(() => {
    const wanted = messages.filter(({ id, status, eventCount }) => {
      if (eventCount === 0) return false
      return MOVING.has(status) || known.current.get(id)?.status !== status
    })
    if (wanted.length === 0) return
    const controller = new AbortController()
    const keep = (found: DeliveriesOf) => {
      for (const { id, status } of wanted) {
        const deliveries = found.get(id)
        if (deliveries !== undefined) known.current.set(id, { status, deliveries })
      }
      setShown(new Map([...known.current].map(([id, { deliveries }]) => [id, deliveries])))
    }
    // The marks are an addition: without them the list is still right.
    lookUp(wanted, controller.signal, keep).catch(() => undefined)
    return () => controller.abort()
  }, [messages])

  return shown
}

async function lookUp(
  wanted: readonly Message[],
  signal: AbortSignal,
  keep: (found: DeliveriesOf) => void,
): Promise<void> {
  const inRange = await lookUpRange(wanted, signal)
  keep(inRange)
  const left = wanted.filter(({ id }) => !inRange.has(id))
  for (let at = 0; at < left.length; at += AT_ONCE) {
    const some = left.slice(at, at + AT_ONCE)
    const pages = await Promise.all(some.map(({ id }) => page({ messageId: id }, signal)))
    keep(new Map(some.map(({ id }, index) => [id, pages[index]?.items ?? []])))
  }
}

/** All between the newest and the oldest at once, as far as a few pages reach. */
async function lookUpRange(wanted: readonly Message[], signal: AbortSignal): Promise<DeliveriesOf> {
  const times = wanted.map(({ receivedAt }) => Date.parse(receivedAt))
  const from = new Date(Math.min(...times)).toISOString()
  const to = new Date(Math.max(...times) + 1).toISOString()
  const found: Delivery[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { items, next }: Page<Delivery> = await page(
      { from, to, ...(cursor === null ? {} : { cursor }) },
      signal,
    )
    found.push(...items)
    cursor = next
    if (next === null) break
  }
  // The last message of the last page may have more on the page after it.
  const reached = cursor === null ? '' : (found.at(-1)?.messageId ?? '')
  const whole = wanted.filter(({ id }) => id > reached)
  return new Map(whole.map(({ id }) => [id, found.filter(({ messageId }) => messageId === id)]))
}

function page(query: Record<string, string>, signal: AbortSignal): Promise<Page<Delivery>> {
  return getJson(addressOf('/deliveries', { ...query, limit: PAGE }), signal)
}
