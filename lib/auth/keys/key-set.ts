import { ReceiverError } from '../../errors.ts'
import { createKeyRefresh, type KeyRefreshDeps, type KeyRefreshOptions } from './key-refresh.ts'
import type { KeySource } from './key-source.ts'
import type { VerificationKey } from './verification-key.ts'
import { createWaitingRoom, type WaitingRoom } from './waiting-room.ts'

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

export interface KeySetOptions extends KeyRefreshOptions {
  readonly cooldownMs: number
  /** how long a call waits for the end of an outage */
  readonly keyWaitMs: number
  /** calls that wait while there are no keys */
  readonly maxWaiting: number
  /** calls that wait because of an unknown key: forged tokens must not displace others */
  readonly maxDoubted: number
}

export function createKeySet(
  fetchKeys: KeySource,
  options: KeySetOptions,
  deps: KeyRefreshDeps,
): KeySet {
  const { now } = options
  const waiting = createWaitingRoom(options.maxWaiting)
  const doubted = createWaitingRoom(options.maxDoubted)
  const refresh = createKeyRefresh(fetchKeys, options, {
    ...deps,
    onKeys(from) {
      waiting.release()
      if (from === 'issuer') doubted.release()
    },
  })
  let lastFetchAt = Number.NEGATIVE_INFINITY
  let nextFetch: NodeJS.Timeout | null = null
  let closed = false

  async function waitOrThrow(room: WaitingRoom, waitMs = options.keyWaitMs): Promise<void> {
    if (closed || !(await room.wait(waitMs))) throw unavailable()
  }

  /** Waits for the next fetch that the cooldown allows: the caller's key may be newer. */
  async function fetchWhenAllowed(): Promise<void> {
    const inMs = lastFetchAt + options.cooldownMs - now()
    if (inMs <= 0) return fetchNow()
    nextFetch ??= setTimeout(() => {
      nextFetch = null
      void fetchNow()
    }, inMs).unref()
    await doubted.wait(Math.min(options.keyWaitMs, inMs + options.firstRetryMs))
  }

  async function fetchNow(): Promise<void> {
    lastFetchAt = now()
    await refresh.fetch()
  }

  return {
    start: refresh.start,
    close() {
      closed = true
      refresh.close()
      if (nextFetch !== null) clearTimeout(nextFetch)
      waiting.close()
      doubted.close()
    },
    holds: refresh.holds,
    async keys() {
      refresh.start()
      if (!refresh.usable()) await waitOrThrow(waiting)
      return refresh.keys
    },
    async newerKeys(tried) {
      if (refresh.keys !== tried && refresh.usable()) return refresh.keys
      const requestedAt = now()
      if (refresh.fetching !== null) await refresh.fetching
      else await fetchWhenAllowed()
      if (refresh.failing()) {
        await waitOrThrow(doubted, Math.max(0, options.keyWaitMs - (now() - requestedAt)))
      }
      return refresh.keys === tried ? null : refresh.keys
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
