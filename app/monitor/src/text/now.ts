import { useSyncExternalStore } from 'react'
import { serverNow } from './server-clock.ts'

const TICK_MS = 10_000
/** Times updated in one frame. More would make the page unresponsive. */
const TIMES_A_FRAME = 10

let now = serverNow()
let timer: number | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) now = serverNow()
  timer ??= window.setInterval(() => {
    now = serverNow()
    tellSome([...listeners])
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(timer)
    timer = undefined
  }
}

function tellSome(waiting: readonly (() => void)[]): void {
  // Skip listeners that were removed meanwhile.
  for (const tell of waiting.slice(0, TIMES_A_FRAME)) if (listeners.has(tell)) tell()
  const rest = waiting.slice(TIMES_A_FRAME)
  if (rest.length > 0) requestAnimationFrame(() => tellSome(rest))
}

/** The current time of the service: one clock for all times on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
