import type { KeySource } from './key-source.ts'
import type { VerificationKey } from './verification-key.ts'

export interface KeyRefreshOptions {
  /** milliseconds, like all times here */
  readonly now: () => number
  readonly refreshMs: number
  /** keys are discarded after this time without a successful fetch */
  readonly hardAgeMs: number
  readonly firstRetryMs: number
  readonly maxRetryMs: number
}

/** Persistence of the keys, and callbacks of the fetches. */
export interface KeyRefreshDeps {
  /** the stored keys and their age (ms); null = none */
  readonly recall: () => Promise<{ keys: readonly VerificationKey[]; ageMs: number } | null>
  readonly keep: (keys: readonly VerificationKey[]) => void
  /** a fetch failed, `failures` times in a row so far */
  readonly onFailure: (error: unknown, failures: number) => void
  /** a fetch succeeded after failures */
  readonly onRecovery: () => void
}

/** Fetches the keys of one issuer in the background and holds the latest ones. */
export interface KeyRefresh {
  start(): void
  close(): void
  /** the latest keys, which may be too old: see `usable` */
  readonly keys: readonly VerificationKey[]
  /** there are keys, and they are not too old */
  usable(): boolean
  holds(thumbprint: string): boolean
  /** the last fetch failed */
  failing(): boolean
  /** the fetch under way; null = none */
  readonly fetching: Promise<boolean> | null
  /** one fetch at a time; true = it returned keys. Never rejects. */
  fetch(): Promise<boolean>
}

/** `onKeys` is called with each set of keys that can be used. */
export function createKeyRefresh(
  fetchKeys: KeySource,
  options: KeyRefreshOptions,
  deps: KeyRefreshDeps & { readonly onKeys: (from: 'issuer' | 'memory') => void },
): KeyRefresh {
  const { now } = options
  const held = new HeldKeys()
  let failures = 0
  let answered = false
  let fetching: Promise<boolean> | null = null
  let timer: NodeJS.Timeout | undefined
  let state: 'new' | 'running' | 'closed' = 'new'

  const usable = () => held.keys.length > 0 && now() - held.fetchedAt < options.hardAgeMs

  function take(fetched: readonly VerificationKey[]): boolean {
    answered = true
    held.hold(fetched, now())
    // The issuer withdrew all keys: trust none, but do not blame the caller.
    if (fetched.length === 0) return fail(new Error('expected keys that can verify, got none'))
    if (failures > 0) deps.onRecovery()
    failures = 0
    deps.keep(fetched)
    deps.onKeys('issuer')
    return true
  }

  function fail(error: unknown): boolean {
    failures += 1
    deps.onFailure(error, failures)
    return false
  }

  function fetch(): Promise<boolean> {
    fetching ??= fetchKeys()
      .then(take, fail)
      .finally(() => {
        fetching = null
        schedule()
      })
    return fetching
  }

  /** Stored keys bridge an outage after a restart. */
  async function recall(): Promise<void> {
    const kept = await deps.recall()
    if (kept === null || answered || state === 'closed') return
    held.hold(kept.keys, now() - kept.ageMs)
    if (usable()) deps.onKeys('memory')
  }

  function schedule(): void {
    if (state !== 'running') return
    clearTimeout(timer)
    timer = setTimeout(fetch, msUntilFetch(options, failures)).unref()
  }

  return {
    start() {
      if (state !== 'new') return
      state = 'running'
      void fetch()
      void recall().catch((error) => deps.onFailure(error, 0))
    },
    close() {
      state = 'closed'
      clearTimeout(timer)
    },
    get keys() {
      return held.keys
    },
    usable,
    holds: (thumbprint) => held.thumbprints.has(thumbprint) && usable(),
    failing: () => failures > 0,
    get fetching() {
      return fetching
    },
    fetch,
  }
}

function msUntilFetch(options: KeyRefreshOptions, failures: number): number {
  if (failures === 0) return options.refreshMs
  return Math.min(options.firstRetryMs * 2 ** (failures - 1), options.maxRetryMs)
}

class HeldKeys {
  keys: readonly VerificationKey[] = []
  thumbprints: ReadonlySet<string> = new Set()
  fetchedAt = Number.NEGATIVE_INFINITY

  hold(keys: readonly VerificationKey[], fetchedAt: number): void {
    this.keys = keys
    this.thumbprints = new Set(keys.map((key) => key.thumbprint))
    this.fetchedAt = fetchedAt
  }
}
