import { type ApiError, asApiError } from './api-error.ts'
import { keepEqual } from './keep-equal.ts'

/** What is known of something that is loaded: the last answer stays while a new one is fetched. */
export interface Snapshot<Data> {
  readonly data: Data | undefined
  readonly error: ApiError | undefined
}

export interface WatchOptions {
  /** loaded for each who begins to look, and not again because something changed */
  readonly once?: boolean
}

interface Entry {
  snapshot: Snapshot<unknown>
  load: (signal: AbortSignal) => Promise<unknown>
  readonly listeners: Set<() => void>
  /** when it was last asked for: what changed later is not in it, however late the answer came */
  askedAt: number
  running: AbortController | null
  once: boolean
  /** what is under way was asked for before something changed */
  outdated: boolean
}

const MAX_KEPT = 60
const NOTHING: Snapshot<never> = { data: undefined, error: undefined }

/** A request that takes longer keeps what is shown from being up to date (ms). */
const SLOW_MS = 5_000

const entries = new Map<string, Entry>()
const shownListeners = new Set<() => void>()

export function snapshotOf<Data>(key: string | null): Snapshot<Data> {
  return ((key === null ? undefined : entries.get(key)?.snapshot) ?? NOTHING) as Snapshot<Data>
}

/** Tells when something changes. Whoever looks first, or after a while, has it loaded. */
export function watch(
  key: string,
  load: (signal: AbortSignal) => Promise<unknown>,
  listener: () => void,
  { once = false }: WatchOptions = {},
): () => void {
  const entry = entryOf(key, load)
  entry.once = once
  entry.listeners.add(listener)
  if (entry.running === null) void run(entry)
  return () => {
    entry.listeners.delete(listener)
    if (entry.listeners.size === 0) {
      entry.running?.abort()
      entry.running = null
      forgetOldest()
    }
  }
}

export function reload(key: string): Promise<void> {
  const entry = entries.get(key)
  return entry === undefined ? Promise.resolve() : run(entry)
}

/** Loads what is on the page again, at most as often as `everyMs` says. */
export function reloadShown(everyMs: number): void {
  const now = performance.now()
  for (const entry of entries.values()) {
    if (entry.listeners.size === 0 || entry.once || now - entry.askedAt < everyMs) continue
    if (entry.running === null) void run(entry)
    else entry.outdated = true
  }
}

/** Asks again for what is on the page and could not be loaded because the service did not answer. */
export function reloadFailed(): void {
  for (const entry of entries.values()) {
    if (isFailed(entry) && entry.running === null && !entry.once) void run(entry)
  }
}

/** Whether what is on the page could be loaded. */
export function shownState(): 'loaded' | 'slow' | 'failed' {
  const all = [...entries.values()]
  if (all.some(isFailed)) return 'failed'
  return all.some(isSlow) ? 'slow' : 'loaded'
}

/** Tells when `shownState` may have changed because an answer came, or none. */
export function watchShown(listener: () => void): void {
  shownListeners.add(listener)
}

function isFailed({ snapshot: { error }, listeners }: Entry): boolean {
  return listeners.size > 0 && error !== undefined && (error.status === 0 || error.status >= 500)
}

function isSlow({ running, askedAt, listeners }: Entry): boolean {
  return listeners.size > 0 && running !== null && performance.now() - askedAt > SLOW_MS
}

/** What is being loaded again is not: what is shown stays as it is. What is loaded first goes on. */
export function giveUpReloads(): void {
  for (const entry of entries.values()) {
    entry.outdated = false
    if (entry.snapshot.data === undefined) continue
    entry.running?.abort()
    entry.running = null
  }
}

function entryOf(key: string, load: Entry['load']): Entry {
  const known = entries.get(key)
  const entry: Entry = known ?? {
    snapshot: NOTHING,
    load,
    listeners: new Set(),
    askedAt: Number.NEGATIVE_INFINITY,
    running: null,
    once: false,
    outdated: false,
  }
  entry.load = load
  // The youngest stands last: the oldest are forgotten first.
  entries.delete(key)
  entries.set(key, entry)
  return entry
}

async function run(entry: Entry): Promise<void> {
  entry.running?.abort()
  const controller = new AbortController()
  entry.running = controller
  entry.askedAt = performance.now()
  entry.outdated = false
  const known = await answerOf(entry, controller.signal)
  if (entry.running !== controller) return
  entry.running = null
  const { data, error } = entry.snapshot
  const fresh = keepEqual(data, known.data)
  // What is as it was need not be drawn again.
  if (fresh !== data || known.error !== error) tell(entry, { data: fresh, error: known.error })
  if (!entry.outdated) return
  // A service that is slow is asked half of the time at most.
  window.setTimeout(() => {
    if (entry.outdated && entry.listeners.size > 0 && entry.running === null) void run(entry)
  }, performance.now() - entry.askedAt)
}

async function answerOf({ load, snapshot }: Entry, signal: AbortSignal) {
  try {
    return { data: await load(signal), error: undefined }
  } catch (error) {
    return { data: snapshot.data, error: asApiError(error) }
  }
}

function tell(entry: Entry, snapshot: Snapshot<unknown>): void {
  entry.snapshot = snapshot
  for (const listener of [...entry.listeners, ...shownListeners]) listener()
}

function forgetOldest(): void {
  for (const [key, entry] of entries) {
    if (entries.size <= MAX_KEPT) return
    if (entry.listeners.size === 0) entries.delete(key)
  }
}
