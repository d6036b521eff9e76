import { useSyncExternalStore } from 'react'
import { type LiveSnapshot, liveSnapshot, watchLive } from './live-feed.ts'

/** State of the live updates and the time of the last one. */
export function useLive(): LiveSnapshot {
  return useSyncExternalStore(watchLive, liveSnapshot)
}
