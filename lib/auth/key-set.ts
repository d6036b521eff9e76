import { ReceiverError } from '../errors.ts'
import type { KeySource } from './key-source.ts'
import type { VerificationKey } from './verification-key.ts'
import { createWaitingRoom } from './waiting-room.ts'

/** The keys of one issuer, fresh through rotations and kept through its outages. */
export interface KeySet {
  /** starts the background refresh; the first fetch begins at once and is not awaited */
  start(): void
  /** ends the refresh and every wait */
  close(): void
  holds(thumbprint: string): boolean
  /** keys to verify with; waits for the end of an outage if there are none, else `keys_unavailable` */
  keys(): Promise<readonly VerificationKey[]>
  /**
   * Newer keys than those that did not verify a token, or null where there are none: at most one
   * fetch per cooldown, however many ask. In an outage nobody can tell a forged token from a
   * rotated key, so it waits, and throws `keys_unavailable` if the outage goes on.
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
  readonly maxWaiting: number
  readonly firstRetryMs: number
  readonly maxRetryMs: number
}

export function createKeySet(fetchKeys: KeySource, options: KeySetOptions): KeySet {
  const { now } = options
  const waiting = createWaitingRoom(options.maxWaiting)
  let keys: readonly VerificationKey[] = []
  let thumbprints: ReadonlySet<string> = new Set()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  let failures = 0
  let flight: Promise<boolean> | null = null
  let timer: NodeJS.Timeout | undefined
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
    keys = fetched
    thumbprints = new Set(fetched.map((key) => key.thumbprint))
    // an issuer that has withdrawn every key is no longer trusted, yet its callers are not to blame
    if (fetched.length === 0) return fail()
    fetchedAt = now()
    failures = 0
    waiting.release()
    return true
  }

  function fail(): boolean {
    failures += 1
    return false
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
  }

  async function outlast(): Promise<void> {
    if (state === 'closed' || !(await waiting.wait(options.keyWaitMs))) throw unavailable()
  }

  return {
    start,
    close() {
      state = 'closed'
      clearTimeout(timer)
      waiting.close()
    },
    holds: (thumbprint) => thumbprints.has(thumbprint) && haveKeys(),
    async keys() {
      start()
      if (!haveKeys()) await outlast()
      return keys
    },
    async newerKeys(tried) {
      if (keys !== tried && haveKeys()) return keys
      if (flight === null && now() - askedAt >= options.cooldownMs) {
        askedAt = now()
        await fetchOnce()
      } else if (flight !== null) {
        await flight
      }
      if (failures > 0) await outlast()
      return keys === tried ? null : keys
    },
  }
}

function unavailable(): ReceiverError {
  return new ReceiverError(
    'keys_unavailable',
    'The keys of the issuer cannot be fetched at the moment, so the token can be neither trusted nor refused. Try again; if it stays, check the address of the keys and the network.',
  )
}
