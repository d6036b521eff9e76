import { type ApiError, asApiError } from './api-error.ts'

/** What is known of something that is loaded: the last answer stays while a new one is fetched. */
export interface Snapshot<Data> {
  readonly data: Data | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
}

interface Entry {
  snapshot: Snapshot<unknown>
  load: (signal: AbortSignal) => Promise<unknown>
  readonly listeners: Set<() => void>
  loadedAt: number
  running: AbortController | null
}

const MAX_KEPT = 60
const NOTHING: Snapshot<never> = { data: undefined, error: undefined, loading: true }

const entries = new Map<string, Entry>()

export function snapshotOf<Data>(key: string | null): Snapshot<Data> {
  return ((key === null ? undefined : entries.get(key)?.snapshot) ?? NOTHING) as Snapshot<Data>
}

/** Tells when something changes. Whoever looks first, or after a while, has it loaded. */
export function watch(
  key: string,
  load: (signal: AbortSignal) => Promise<unknown>,
  listener: () => void,
): () => void {
  const entry = entryOf(key, load)
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
    if (entry.listeners.size === 0 || entry.running !== null) continue
    if (now - entry.loadedAt >= everyMs) void run(entry)
  }
}

function entryOf(key: string, load: Entry['load']): Entry {
  const known = entries.get(key)
  const entry: Entry = known ?? {
    snapshot: NOTHING,
    load,
    listeners: new Set(),
    loadedAt: Number.NEGATIVE_INFINITY,
    running: null,
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
  tell(entry, { ...entry.snapshot, loading: true })
  try {
    const data = await entry.load(controller.signal)
    if (entry.running !== controller) return
    entry.running = null
    entry.loadedAt = performance.now()
    tell(entry, { data, error: undefined, loading: false })
  } catch (error) {
    if (entry.running !== controller) return
    entry.running = null
    entry.loadedAt = performance.now()
    tell(entry, { data: entry.snapshot.data, error: asApiError(error), loading: false })
  }
}

function tell(entry: Entry, snapshot: Snapshot<unknown>): void {
  entry.snapshot = snapshot
  for (const listener of entry.listeners) listener()
}

function forgetOldest(): void {
  for (const [key, entry] of entries) {
    if (entries.size <= MAX_KEPT) return
    if (entry.listeners.size === 0) entries.delete(key)
  }
}
