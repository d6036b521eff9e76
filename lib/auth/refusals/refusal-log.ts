import { newId } from '../../new-id.ts'
import { createAllowance } from './rate-tokens.ts'
import type { Refusal } from './refusal.ts'

export interface RefusalLog {
  /** Never waits and never throws. `claimed` is asked only where the refusal gets a row of its own. */
  add(refusal: RefusalToKeep): void
  /** Writes what it can; resolves when nothing is left, or nothing could be written. */
  flush(): Promise<void>
  close(): Promise<void>
  /** rows that wait to be written */
  size(): number
}

export interface RefusalToKeep
  extends Omit<Refusal, 'id' | 'untilAt' | 'calls' | 'claimed' | 'refusedAt'> {
  readonly claimed: () => Refusal['claimed']
}

export interface RefusalBookOptions {
  readonly write: (refusals: readonly Refusal[]) => Promise<void>
  /** wall clock (ms) */
  readonly now: () => number
  readonly flushMs: number
  /** refusals of one kind beyond the allowance are counted for so long, then written as one row (ms) */
  readonly countMs: number
  /** rows of their own at once, for authenticated callers and for the others each */
  readonly burst: number
  /** rows of their own in a minute after that */
  readonly perMinute: number
  /** rows that wait while the database is away; more are counted */
  readonly maxWaiting: number
  /** told of every refusal */
  readonly onRefused: (code: string) => void
  readonly onFailure: (error: unknown, refusals: number) => void
}

const MAX_BATCH = 500
const MAX_KINDS = 500

/**
 * Keeps refusals in memory until they are written, so that an outage of the database hides none and
 * a flood fills neither memory nor database: what exceeds the allowance is counted by its kind.
 * Authenticated callers have an allowance of their own, which no stranger can use up.
 */
export function createRefusalLog(options: RefusalBookOptions): RefusalLog {
  const { now, burst, perMinute } = options
  const authenticated = createAllowance({ burst, perMinute }, now)
  const strangers = createAllowance({ burst, perMinute }, now)
  const waiting: Refusal[] = []
  const counted = new Map<string, Refusal>()
  let writing: Promise<void> | null = null

  function add(refusal: RefusalToKeep): void {
    options.onRefused(refusal.code)
    const { claimed, ...facts } = refusal
    const at = new Date(now())
    const kept = { ...facts, id: newId(), refusedAt: at, untilAt: null, calls: 1 }
    const allowance = refusal.issuer === null ? strangers : authenticated
    if (waiting.length < options.maxWaiting && allowance.take()) {
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

/** Few of them, whatever strangers make up. */
function kindOf({ status, code, path, issuer, clientId, authorization }: Refusal): string {
  return JSON.stringify([status, code, path, issuer, clientId, authorization])
}

/** What stands for many has nothing of one call. */
const ONE_OF_MANY = {
  correlationId: null,
  messageId: null,
  company: null,
  callerAddress: null,
  scopes: null,
}
const NOBODY = { ...ONE_OF_MANY, issuer: null, clientId: null, tenant: null }
