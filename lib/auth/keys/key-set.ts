import { ReceiverError } from '../../errors.ts'
import type { KeySource } from './key-source.ts'
import type { VerificationKey } from './verification-key.ts'

/** The keys of one issuer. They follow rotations and survive outages. */
export interface KeySet {
  /** starts the background refresh; does not wait for the first fetch */
  start(): void
  /** ends the refresh and all waits */
  close(): void
  holds(thumbprint: string): boolean
  /** the keys; waits for the end of an outage if there are none, then throws `jwks_unavailable` */
  keys(): Promise<readonly VerificationKey[]>
  /**
   * Keys that are newer than those that did not verify a token; null = none. Fetches at most once
   * per cooldown; a limited number of callers wait for the next fetch. In an outage a forged token
   * looks like a rotated key, so it waits, then throws `jwks_unavailable`.
   */
  newerKeys(tried: readonly VerificationKey[]): Promise<readonly VerificationKey[] | null>
}

export interface KeySetOptions {
  /** milliseconds, like all times here */
  readonly now: () => number
  readonly refreshMs: number
  /** keys are discarded after this time without a successful fetch */
  readonly hardAgeMs: number
  readonly cooldownMs: number
  /** how long a call waits for the end of an outage */
  readonly keyWaitMs: number
  /** calls that wait while there are no keys */
  readonly maxWaiting: number
  /** calls that wait because of an unknown key: forged tokens must not displace others */
  readonly maxDoubted: number
  readonly firstRetryMs: number
  readonly maxRetryMs: number
}

/** Persistence of the keys, and callbacks of the fetches. */
export interface KeySetDeps {
  /** the stored keys and their age (ms); null = none */
  readonly recall: () => Promise<{ keys: readonly VerificationKey[]; ageMs: number } | null>
  readonly keep: (keys: readonly VerificationKey[]) => void
  /** a fetch failed, `failures` times in a row so far */
  readonly onFailure: (error: unknown, failures: number) => void
  /** a fetch succeeded after failures */
  readonly onRecovery: () => void
}

export function createKeySet(
  fetchKeys: KeySource,
  options: KeySetOptions,
  deps: KeySetDeps,
): KeySet {
  const { now } = options
  const waiting = createWaitingRoom(options.maxWaiting)
  const doubted = createWaitingRoom(options.maxDoubted)
  let keys: readonly VerificationKey[] = []
  let thumbprints: ReadonlySet<string> = new Set()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  let failures = 0
  let answered = false
  let flight: Promise<boolean> | null = null
  let timer: NodeJS.Timeout | undefined
  let nextLook: NodeJS.Timeout | null = null
  let state: 'new' | 'running' | 'closed' = 'new'

  const haveKeys = () => keys.length > 0 && now() - fetchedAt < options.hardAgeMs

  /** One fetch at a time; true = it returned keys. Never rejects. */
  function fetchOnce(): Promise<boolean> {
    flight ??= fetchKeys()
      .then(take, fail)
      .finally(() => {
        flight = null
        schedule()
      })
    return flight
  }

  function take(fetched: readonly VerificationKey[]): boolean {
    answered = true
    hold(fetched)
    // The issuer withdrew all keys: trust none, but do not blame the caller.
    if (fetched.length === 0) return fail(new Error('expected keys that can verify, got none'))
    fetchedAt = now()
    if (failures > 0) deps.onRecovery()
    failures = 0
    deps.keep(fetched)
    waiting.release()
    doubted.release()
    return true
  }

  function hold(held: readonly VerificationKey[]): void {
    keys = held
    thumbprints = new Set(held.map((key) => key.thumbprint))
  }

  function fail(error: unknown): boolean {
    failures += 1
    deps.onFailure(error, failures)
    return false
  }

  /** Stored keys bridge an outage after a restart. */
  async function recall(): Promise<void> {
    const kept = await deps.recall()
    if (kept === null || answered || state === 'closed') return
    hold(kept.keys)
    fetchedAt = now() - kept.ageMs
    if (haveKeys()) waiting.release()
  }

  function schedule(): void {
    if (state !== 'running') return
    clearTimeout(timer)
    const backOff = Math.min(options.firstRetryMs * 2 ** (failures - 1), options.maxRetryMs)
    timer = setTimeout(fetchOnce, failures === 0 ? options.refreshMs : backOff)
    timer.unref()
  }

  function start(): void {
    if (state !== 'new') return
    state = 'running'
    void fetchOnce()
    void recall().catch((error) => deps.onFailure(error, 0))
  }

  async function outlast(room: typeof waiting, waitMs = options.keyWaitMs): Promise<void> {
    if (state === 'closed' || !(await room.wait(waitMs))) throw unavailable()
  }

  /** Waits for the next fetch that the cooldown allows: the caller's key may be newer. */
  async function lookAgain(): Promise<void> {
    const inMs = askedAt + options.cooldownMs - now()
    if (inMs <= 0) return look()
    nextLook ??= setTimeout(() => {
      nextLook = null
      void look()
    }, inMs).unref()
    await doubted.wait(Math.min(options.keyWaitMs, inMs + options.firstRetryMs))
  }

  async function look(): Promise<void> {
    askedAt = now()
    await fetchOnce()
  }

  return {
    start,
    close() {
      state = 'closed'
      clearTimeout(timer)
      if (nextLook !== null) clearTimeout(nextLook)
      waiting.close()
      doubted.close()
    },
    holds: (thumbprint) => thumbprints.has(thumbprint) && haveKeys(),
    async keys() {
      start()
      if (!haveKeys()) await outlast(waiting)
      return keys
    },
    async newerKeys(tried) {
      if (keys !== tried && haveKeys()) return keys
      const asked = now()
      if (flight !== null) await flight
      else await lookAgain()
      if (failures > 0) await outlast(doubted, Math.max(0, options.keyWaitMs - (now() - asked)))
      return keys === tried ? null : keys
    },
  }
}

function unavailable(): ReceiverError {
  return new ReceiverError(
    'jwks_unavailable',
    'The keys of the issuer are unavailable, so the token cannot be verified. Try again; if it persists, check the address of the keys and the network.',
  )
}

/** Stores the last good keys of an issuer for a restart during its outage. */
export interface KeyMemory {
  load(source: string): Promise<KeptKeys | null>
  save(source: string, document: object): Promise<void>
}

export interface KeptKeys {
  /** a JWK set */
  readonly document: unknown
  /** time since the issuer served it (ms) */
  readonly ageMs: number
}

/** Calls that wait for the same thing, limited in number and time. */
export interface WaitingRoom {
  /** true = released; false = full, timed out or closed */
  wait(ms: number): Promise<boolean>
  release(): void
  close(): void
}

export function createWaitingRoom(maxWaiting: number): WaitingRoom {
  const leave = new Set<(released: boolean) => void>()
  const empty = (released: boolean) => {
    for (const go of [...leave]) go(released)
  }
  return {
    wait(ms) {
      if (leave.size >= maxWaiting) return Promise.resolve(false)
      return new Promise((resolve) => {
        const go = (released: boolean) => {
          clearTimeout(timer)
          leave.delete(go)
          resolve(released)
        }
        const timer = setTimeout(go, ms, false)
        leave.add(go)
      })
    },
    release: () => empty(true),
    close: () => empty(false),
  }
}
