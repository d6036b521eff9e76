import { ReceiverError } from '../../errors.ts'
import type { KeySource } from './key-source.ts'
import type { VerificationKey } from './verification-key.ts'

/** The keys of one issuer, fresh through rotations and kept through its outages. */
export interface KeySet {
  /** starts the background refresh; the first fetch begins at once and is not awaited */
  start(): void
  /** ends the refresh and every wait */
  close(): void
  holds(thumbprint: string): boolean
  /** keys to verify with; waits for the end of an outage if there are none, else `jwks_unavailable` */
  keys(): Promise<readonly VerificationKey[]>
  /**
   * Newer keys than those that did not verify a token, or null where there are none: at most one
   * fetch per cooldown, however many ask; some of those who come in between wait for the next one,
   * since their key may be new. In an outage nobody can tell a forged token from a rotated key, so
   * it waits, and throws `jwks_unavailable` if the outage goes on.
   */
  newerKeys(tried: readonly VerificationKey[]): Promise<readonly VerificationKey[] | null>
}

export interface KeySetOptions {
  /** milliseconds, as all times here */
  readonly now: () => number
  readonly refreshMs: number
  /** how long keys are kept while no fetch succeeds */
  readonly hardAgeMs: number
  readonly cooldownMs: number
  /** how long a call waits for the end of an outage */
  readonly keyWaitMs: number
  /** calls that wait while there are no keys at all */
  readonly maxWaiting: number
  /** calls that wait because their key is not known: forged ones must not crowd out the others */
  readonly maxDoubted: number
  readonly firstRetryMs: number
  readonly maxRetryMs: number
}

/** How the fetches of a set fare, and where its keys are kept. */
export interface KeySetDeps {
  /** what was kept, with its age (ms); null = nothing */
  readonly recall: () => Promise<{ keys: readonly VerificationKey[]; ageMs: number } | null>
  readonly keep: (keys: readonly VerificationKey[]) => void
  /** a fetch brought no keys; `failures` in a row so far */
  readonly onFailure: (error: unknown, failures: number) => void
  /** a fetch brought keys after some had not */
  readonly onRecovery: () => void
}

export function createKeySet(
  fetchKeys: KeySource,
  options: KeySetOptions,
  surroundings: KeySetDeps,
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

  /** One fetch at a time; true = it brought keys. Never rejects. */
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
    // an issuer that has withdrawn every key is no longer trusted, yet its callers are not to blame
    if (fetched.length === 0) return fail(new Error('expected keys that can verify, none came'))
    fetchedAt = now()
    if (failures > 0) surroundings.onRecovery()
    failures = 0
    surroundings.keep(fetched)
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
    surroundings.onFailure(error, failures)
    return false
  }

  /** What an earlier process was served bridges an outage, as long as it would have here. */
  async function recall(): Promise<void> {
    const kept = await surroundings.recall()
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
    void recall().catch((error) => surroundings.onFailure(error, 0))
  }

  async function outlast(room: typeof waiting, waitMs = options.keyWaitMs): Promise<void> {
    if (state === 'closed' || !(await room.wait(waitMs))) throw unavailable()
  }

  /** The next fetch that the cooldown allows, for those whose key may be younger than the last one. */
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
    'The keys of the issuer cannot be fetched at the moment, so the token can be neither trusted nor refused. Try again; if it stays, check the address of the keys and the network.',
  )
}

/** Keeps the last good keys of an issuer where a restart finds them while the issuer is away. */
export interface KeyMemory {
  /** @returns null where none were kept */
  load(source: string): Promise<KeptKeys | null>
  save(source: string, document: object): Promise<void>
}

export interface KeptKeys {
  /** a JWK set */
  readonly document: unknown
  /** how long ago its issuer served it (ms) */
  readonly ageMs: number
}

/** Calls that wait for the same thing, bounded in number and time. */
export interface WaitingRoom {
  /** true = released; false = no room, the time is over, or the room was closed */
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
