import type { LiveChange } from '../api/monitor-shapes.ts'
import { addressOf, getJson } from '../api/request.ts'
import { giveUpReloads, reloadShown } from '../api/resource-store.ts'

export type LiveState = 'connecting' | 'live' | 'lost' | 'paused'

export interface LiveSnapshot {
  readonly state: LiveState
  readonly change: LiveChange | null
}

/** What is shown is loaded again at most this often, however much comes. */
const RELOAD_MS = 3_000
/** The service ends each stream from time to time; one that comes back this soon was not lost. */
const LOST_AFTER_MS = 5_000
const FIRST_RETRY_MS = 2_000
const MAX_RETRY_MS = 60_000

let snapshot: LiveSnapshot = { state: 'connecting', change: null }
let source: EventSource | null = null
let retryMs = FIRST_RETRY_MS
let reloadTimer: number | undefined
let lostTimer: number | undefined
let missed = false
const listeners = new Set<() => void>()

export const liveSnapshot = () => snapshot

export function watchLive(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Listens for changes as long as the page lives. */
export function startLive(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && missed) reloadSoon(0)
  })
  connect()
}

export function setLivePaused(paused: boolean): void {
  if (paused === (snapshot.state === 'paused')) return
  tell({ state: paused ? 'paused' : 'live' })
  if (paused) {
    window.clearTimeout(reloadTimer)
    giveUpReloads()
  } else {
    reloadSoon(0)
  }
}

function connect(): void {
  source = new EventSource(addressOf('/live'))
  source.addEventListener('open', () => {
    retryMs = FIRST_RETRY_MS
    window.clearTimeout(lostTimer)
    lostTimer = undefined
    // What came while the connection was lost is caught up with: the stream begins with how things stand.
    if (snapshot.state !== 'paused') tell({ state: 'live' })
  })
  source.addEventListener('change', ({ data }: MessageEvent<string>) => {
    tell({ change: JSON.parse(data) as LiveChange })
    reloadSoon(RELOAD_MS)
  })
  source.addEventListener('error', () => {
    lostTimer ??= window.setTimeout(() => {
      if (snapshot.state !== 'paused') tell({ state: 'lost' })
    }, LOST_AFTER_MS)
    // The browser tries again by itself unless the answer was no stream at all.
    if (source?.readyState === EventSource.CLOSED) reconnectLater()
  })
}

function reconnectLater(): void {
  window.setTimeout(() => {
    // Leads to the login if it is the session that has ended.
    void getJson('/monitor/session').catch(() => undefined)
    connect()
  }, retryMs)
  retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
}

function reloadSoon(everyMs: number): void {
  if (snapshot.state === 'paused') return
  if (document.visibilityState !== 'visible') {
    missed = true
    return
  }
  missed = false
  reloadShown(everyMs)
  if (everyMs === 0) return
  // What was loaded a moment ago is loaded once more when its time comes.
  window.clearTimeout(reloadTimer)
  reloadTimer = window.setTimeout(() => reloadShown(everyMs), everyMs)
}

function tell(change: Partial<LiveSnapshot>): void {
  snapshot = { ...snapshot, ...change }
  for (const listener of listeners) listener()
}
