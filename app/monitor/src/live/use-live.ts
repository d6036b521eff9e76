import { useSyncExternalStore } from 'react'
import { type LiveSnapshot, liveSnapshot, watchLive } from './live-feed.ts'

/** Whether changes arrive, and the last one. */
export function useLive(): LiveSnapshot {
  return useSyncExternalStore(watchLive, liveSnapshot)
}
