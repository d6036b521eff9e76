import type { Query, QueryKey } from '@tanstack/react-query'
import type { ApiError } from './api-error.ts'
import { queries } from './queries.ts'

/**
 * The service caches some answers for a second, so one can be older than an announced change (ms).
 */
const SHARED_MS = 1_200
/** Minimum time between two requests for the same data (ms). */
const RELOAD_MS = 700
/** The page counts as out of date if a request takes longer (ms). */
const SLOW_MS = 5_000

/** Facts about a query that the library does not store. */
interface Track {
  /** the answer contains no change after this time */
  requestedAt: number
  /** the same of the last answer */
  answeredAsOf: number
  tookMs: number
  /** time of the last change; an answer contains it if requested a little later */
  changedAt: number
  timer: number | undefined
  /** the library clears the error when it retries a query that never succeeded */
  error: ApiError | undefined
}

const cache = queries.getQueryCache()
const tracks = new WeakMap<Query, Track>()
/** Time of the last change. A view that opens right after it may get an answer from before it. */
let lastChangeAt = Number.NEGATIVE_INFINITY

cache.subscribe((event) => {
  if (event.type !== 'updated') return
  const { query, action } = event
  const track = trackOf(query)
  if (action.type === 'fetch') {
    track.requestedAt = performance.now()
    track.changedAt = Math.max(track.changedAt, lastChangeAt)
    // Loading a further page cancels a reload and leaves the earlier pages unchanged.
    if (action.meta?.fetchMore !== undefined) track.changedAt = track.requestedAt
  } else if (action.type === 'success' || action.type === 'error') {
    track.tookMs = performance.now() - track.requestedAt
    track.error = action.type === 'error' ? action.error : undefined
    if (action.type === 'success') track.answeredAsOf = track.requestedAt
    reloadWhenDue(query)
  }
})

/** The error of the last finished request; undefined if it succeeded. */
export function lastError(queryKey: QueryKey): ApiError | undefined {
  const query = cache.find({ queryKey })
  return query && tracks.get(query)?.error
}

/** The last answer contains every change until this time, also if the service had cached it. */
export function knownUntil(queryKey: QueryKey): number {
  const query = cache.find({ queryKey })
  const asOf = query && tracks.get(query)?.answeredAsOf
  return (asOf ?? Number.NEGATIVE_INFINITY) - SHARED_MS
}

/** Reloads the visible data after a change. */
export function reloadShown(): void {
  lastChangeAt = performance.now()
  for (const query of cache.findAll({ type: 'active' })) {
    trackOf(query).changedAt = lastChangeAt
    reloadWhenDue(query)
  }
}

/** Retries the visible data that failed because the service did not answer. */
export function reloadFailed(): void {
  for (const query of cache.findAll({ type: 'active' })) {
    if (isFailed(query) && query.meta?.once !== true) load(query)
  }
}

/** Stops reloads, so the page stays unchanged. First loads continue. */
export function stopReloads(): void {
  lastChangeAt = Number.NEGATIVE_INFINITY
  for (const query of cache.getAll()) trackOf(query).changedAt = Number.NEGATIVE_INFINITY
  void queries.cancelQueries({ predicate: ({ state }) => state.data !== undefined })
}

/** Whether the page could load its data. */
export function shownState(): 'loaded' | 'slow' | 'failed' {
  const shown = cache.findAll({ type: 'active' })
  if (shown.some(isFailed)) return 'failed'
  return shown.some(isSlow) ? 'slow' : 'loaded'
}

/** Calls the listener when `shownState` may have changed. */
export function watchShown(listener: () => void): void {
  cache.subscribe(({ type }) => type === 'updated' && listener())
}

function reloadWhenDue(query: Query): void {
  const track = trackOf(query)
  window.clearTimeout(track.timer)
  if (track.requestedAt >= track.changedAt + SHARED_MS) return
  if (query.meta?.once === true || !query.isActive()) return
  // This function runs again when the request has ended.
  if (query.state.fetchStatus !== 'idle') return
  // Spend at most half of the time on requests to a slow service.
  const dueAt = track.requestedAt + Math.max(RELOAD_MS, 2 * track.tookMs)
  // Reload now, and again when no cached answer can be older than the change.
  const isSecond = track.requestedAt >= track.changedAt
  const freshAt = isSecond ? track.changedAt + SHARED_MS : Number.NEGATIVE_INFINITY
  const waitMs = Math.max(dueAt, freshAt) - performance.now()
  if (waitMs <= 0) load(query)
  else track.timer = window.setTimeout(() => reloadWhenDue(query), waitMs)
}

function load(query: Query): void {
  // The component that shows the query also shows the error.
  query.fetch().catch(() => undefined)
}

function trackOf(query: Query): Track {
  const track = tracks.get(query) ?? {
    requestedAt: Number.NEGATIVE_INFINITY,
    answeredAsOf: Number.NEGATIVE_INFINITY,
    tookMs: 0,
    changedAt: Number.NEGATIVE_INFINITY,
    timer: undefined,
    error: undefined,
  }
  tracks.set(query, track)
  return track
}

function isFailed(query: Query): boolean {
  const error = trackOf(query).error
  return error !== undefined && (error.status === 0 || error.status >= 500)
}

function isSlow(query: Query): boolean {
  const isLoading = query.state.fetchStatus !== 'idle'
  return isLoading && performance.now() - trackOf(query).requestedAt > SLOW_MS
}
