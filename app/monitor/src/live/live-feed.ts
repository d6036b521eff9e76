import { replaceEqualDeep } from '@tanstack/react-query'
import type { LiveChange } from '../api/monitor-shapes.ts'
import { reloadFailed, reloadShown, shownState, stopReloads, watchShown } from '../api/reloads.ts'
import { createListeners } from './listeners.ts'
import type { LiveNews } from './open-stream.ts'
import { shareStream } from './share-stream.ts'

export type LiveState = 'connecting' | 'live' | 'lost' | 'paused'

export interface LiveSnapshot {
  readonly state: LiveState
  readonly change: LiveChange | null
}

let open: LiveNews['open'] = null
let paused = false
let snapshot: LiveSnapshot = { state: 'connecting', change: null }
let leave: (() => void) | null = null
const listeners = createListeners()

export const liveSnapshot = () => snapshot

export const watchLive = listeners.add

/**
 * Follows changes while the page is visible. A hidden page, or one in the back/forward cache, holds
 * no connection.
 */
export function startLive(): void {
  document.addEventListener('visibilitychange', follow)
  window.addEventListener('pageshow', follow)
  window.addEventListener('pagehide', stop)
  watchShown(() => tell(snapshot.change))
  follow()
}

export function setLivePaused(wanted: boolean): void {
  if (wanted === paused) return
  paused = wanted
  tell(snapshot.change)
  if (paused) stopReloads()
  else reloadShown()
}

function follow(): void {
  if (document.visibilityState !== 'visible') {
    stop()
  } else if (leave === null) {
    leave = shareStream(hear)
    reloadSoon()
  }
}

function stop(): void {
  leave?.()
  leave = null
  open = null
  stopReloads()
  tell(snapshot.change)
}

function hear(news: LiveNews): void {
  const isBack = open !== true && news.open === true
  open = news.open
  tell(replaceEqualDeep(snapshot.change, news.change ?? snapshot.change))
  // Without the stream, each message of the lost connection makes the page check for changes and
  // errors itself.
  if (news.changed || isBack || open === false) reloadSoon()
  else if (!paused) reloadFailed()
}

function reloadSoon(): void {
  if (!paused) reloadShown()
}

function tell(change: LiveChange | null): void {
  const state = stateNow()
  if (state === snapshot.state && change === snapshot.change) return
  snapshot = { state, change }
  listeners.tell()
}

function stateNow(): LiveState {
  if (paused) return 'paused'
  // The page is not live if it cannot load its data.
  const shown = shownState()
  if (open === false || shown === 'failed') return 'lost'
  return open === null || shown === 'slow' ? 'connecting' : 'live'
}
