import { newId } from '../../new-id.ts'
import { createRateTokens } from './rate-tokens.ts'
import type { Refusal } from './refusal.ts'

export interface RefusalLog {
  /** Never waits or throws. Calls `claimed` only if the refusal gets its own row. */
  add(refusal: RefusalToKeep): void
  /** Writes the waiting rows; resolves when none is left, or writing failed. */
  flush(): Promise<void>
  close(): Promise<void>
  /** waiting rows */
  size(): number
}

export interface RefusalToKeep
  extends Omit<Refusal, 'id' | 'untilAt' | 'calls' | 'claimed' | 'refusedAt'> {
  readonly claimed: () => Refusal['claimed']
}

export interface RefusalLogOptions {
  readonly write: (refusals: readonly Refusal[]) => Promise<void>
  /** wall clock (ms) */
  readonly now: () => number
  readonly flushMs: number
  /**
   * refusals without a rate token are counted by kind for this time, then written as one row (ms)
   */
  readonly countMs: number
  /** rate tokens at the start, for authenticated callers and for others each */
  readonly burst: number
  /** new rate tokens per minute */
  readonly perMinute: number
  /** rows that wait during an outage of the database; further refusals are counted */
  readonly maxWaiting: number
  /** called for each refusal */
  readonly onRefused: (code: string) => void
  readonly onFailure: (error: unknown, refusals: number) => void
}

const MAX_BATCH = 500
const MAX_KINDS = 500

/**
 * Buffers refusals until they are written. An outage of the database loses none, and a flood fills
 * neither memory nor database: refusals without a rate token are counted by kind. Authenticated
 * callers have their own bucket, which strangers cannot empty.
 */
export function createRefusalLog(options: RefusalLogOptions): RefusalLog {
  const { now, burst, perMinute } = options
  const authenticated = createRateTokens({ burst, perMinute }, now)
  const strangers = createRateTokens({ burst, perMinute }, now)
  const waiting: Refusal[] = []
  const counted = new Map<string, Refusal>()
  let writing: Promise<void> | null = null

  function add(refusal: RefusalToKeep): void {
    options.onRefused(refusal.code)
    const { claimed, ...facts } = refusal
    const at = new Date(now())
    const kept = { ...facts, id: newId(), refusedAt: at, untilAt: null, calls: 1 }
    const tokens = refusal.issuer === null ? strangers : authenticated
    if (waiting.length < options.maxWaiting && tokens.take()) {
      waiting.push({ ...kept, claimed: claimed() })
    } else count({ ...kept, claimed: null }, at)
  }

  function count(refusal: Refusal, at: Date): void {
    const own = kindOf(refusal)
    const hasPlace = counted.has(own) || counted.size < MAX_KINDS
    const kind = hasPlace ? own : kindOf({ ...refusal, ...NOBODY })
    const known = counted.get(kind)
    if (known !== undefined) {
      counted.set(kind, { ...known, calls: known.calls + 1, untilAt: at })
    } else counted.set(kind, { ...refusal, ...(hasPlace ? ONE_OF_MANY : NOBODY) })
  }

  function takeCounted(all: boolean): void {
    const before = now() - options.countMs
    for (const [kind, refusal] of counted) {
      if (!all && refusal.refusedAt.getTime() > before) continue
      if (waiting.length >= options.maxWaiting + MAX_KINDS) return
      counted.delete(kind)
      waiting.push(refusal)
    }
  }

  async function writeOut(all: boolean): Promise<void> {
    for (;;) {
      takeCounted(all)
      if (waiting.length === 0) return
      const batch = waiting.slice(0, MAX_BATCH)
      try {
        await options.write(batch)
      } catch (error) {
        options.onFailure(error, waiting.length)
        return
      }
      waiting.splice(0, batch.length)
    }
  }

  function flush(all = false): Promise<void> {
    writing ??= writeOut(all).finally(() => {
      writing = null
    })
    return writing
  }

  const timer = setInterval(() => void flush(), options.flushMs)
  timer.unref()
  return {
    add,
    flush: () => flush(),
    async close() {
      clearInterval(timer)
      await writing
      await flush(true)
    },
    size: () => waiting.length + counted.size,
  }
}

/** Bounded: strangers cannot create new kinds at will. */
function kindOf({ status, code, path, issuer, clientId, authorization }: Refusal): string {
  return JSON.stringify([status, code, path, issuer, clientId, authorization])
}

/** A row for many calls has no details of one call. */
const ONE_OF_MANY = {
  correlationId: null,
  messageId: null,
  company: null,
  callerAddress: null,
  scopes: null,
}
const NOBODY = { ...ONE_OF_MANY, issuer: null, clientId: null, tenant: null }
