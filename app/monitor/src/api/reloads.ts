import type { Query, QueryKey } from '@tanstack/react-query'
import type { ApiError } from './api-error.ts'
import { queries } from './queries.ts'

/** The service shares some answers for a second: one may be older than a change that it tells (ms). */
const SHARED_MS = 1_200
/** The page asks for the same thing at most this often, however much changes (ms). */
const RELOAD_MS = 700
/** A request that takes longer keeps the page from being up to date (ms). */
const SLOW_MS = 5_000

/** Facts about a query that the library does not keep. */
interface Track {
  /** the answer has no change that came later, however late the answer is */
  askedAt: number
  tookMs: number
  /** the last change; an answer has it if the page asked a while later */
  changedAt: number
  timer: number | undefined
  /** the library drops the error as soon as it asks again for something that it never got */
  error: ApiError | undefined
}

const cache = queries.getQueryCache()
const tracks = new WeakMap<Query, Track>()

cache.subscribe((event) => {
  if (event.type !== 'updated') return
  const { query, action } = event
  const track = trackOf(query)
  if (action.type === 'fetch') {
    track.askedAt = performance.now()
    // A further page leaves the pages before it as they are, and cancels their reload.
    if (action.meta?.fetchMore !== undefined) track.changedAt = track.askedAt
  } else if (action.type === 'success' || action.type === 'error') {
    track.tookMs = performance.now() - track.askedAt
    track.error = action.type === 'error' ? action.error : undefined
    reloadWhenDue(query)
  }
})

/** The error of the last request that has ended; undefined = it was answered. */
export function lastError(queryKey: QueryKey): ApiError | undefined {
  const query = cache.find({ queryKey })
  return query && tracks.get(query)?.error
}

/** Something has changed: loads again what is on the page. */
export function reloadShown(): void {
  for (const query of cache.findAll({ type: 'active' })) {
    trackOf(query).changedAt = performance.now()
    reloadWhenDue(query)
  }
}

/** Asks again for what is on the page and could not be loaded because the service did not answer. */
export function reloadFailed(): void {
  for (const query of cache.findAll({ type: 'active' })) {
    if (isFailed(query) && query.meta?.once !== true) load(query)
  }
}

/** Stops reloads: the page stays as it is. First loads go on. */
export function stopReloads(): void {
  for (const query of cache.getAll()) trackOf(query).changedAt = Number.NEGATIVE_INFINITY
  void queries.cancelQueries({ predicate: ({ state }) => state.data !== undefined })
}

/** Whether the page could load what it shows. */
export function shownState(): 'loaded' | 'slow' | 'failed' {
  const shown = cache.findAll({ type: 'active' })
  if (shown.some(isFailed)) return 'failed'
  return shown.some(isSlow) ? 'slow' : 'loaded'
}

/** Tells when `shownState` may have changed because an answer came, or none. */
export function watchShown(listener: () => void): void {
  cache.subscribe(({ type }) => type === 'updated' && listener())
}

function reloadWhenDue(query: Query): void {
  const track = trackOf(query)
  window.clearTimeout(track.timer)
  if (track.askedAt >= track.changedAt + SHARED_MS) return
  if (query.meta?.once === true || !query.isActive()) return
  // Once it has ended, this function is called again.
  if (query.state.fetchStatus !== 'idle') return
  // The page asks a slow service half of the time at most.
  const dueAt = track.askedAt + Math.max(RELOAD_MS, 2 * track.tookMs)
  // At once, and once more when no shared answer is older than the change.
  const isSecond = track.askedAt >= track.changedAt
  const freshAt = isSecond ? track.changedAt + SHARED_MS : Number.NEGATIVE_INFINITY
  const waitMs = Math.max(dueAt, freshAt) - performance.now()
  if (waitMs <= 0) load(query)
  else track.timer = window.setTimeout(() => reloadWhenDue(query), waitMs)
}

function load(query: Query): void {
  // Whoever shows it also shows the error.
  query.fetch().catch(() => undefined)
}

function trackOf(query: Query): Track {
  const track = tracks.get(query) ?? {
    askedAt: Number.NEGATIVE_INFINITY,
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
  return isLoading && performance.now() - trackOf(query).askedAt > SLOW_MS
}
