import { useSyncExternalStore } from 'react'
import { serverNow } from './server-clock.ts'

const TICK_MS = 10_000
/** Times that are written again in one frame: a long list of them would keep the page from answering. */
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
  // Who has left meanwhile is told nothing.
  for (const tell of waiting.slice(0, TIMES_A_FRAME)) if (listeners.has(tell)) tell()
  const rest = waiting.slice(TIMES_A_FRAME)
  if (rest.length > 0) requestAnimationFrame(() => tellSome(rest))
}

/** The time of day at the service, one clock for all times on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
