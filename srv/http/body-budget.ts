import { ReceiverError } from '../../lib/errors.ts'

/** Bounds the memory of the bodies of all current calls. */
export interface BodyBudget {
  /** @param patienceMs limit of all waits of one call together */
  open(patienceMs: number): BodyRoom
  /** bytes in use */
  used(): number
}

/** The memory of one body. */
export interface BodyRoom {
  /**
   * Sets the reserved bytes of this body; waits until they are free.
   * @throws ReceiverError queue_full
   */
  hold(bytes: number): Promise<void>
  /** time that this call has waited for memory (ms) */
  waitedMs(): number
  close(): void
}

export interface BodyBudgetOptions {
  readonly maxBytes: number
  readonly maxWaiting: number
  /** monotonic milliseconds */
  readonly now: () => number
}

interface Waiting {
  readonly bytes: number
  readonly grant: (granted: boolean) => void
}

/** First come, first served, so that small bodies do not starve a large one. */
export function createBodyBudget({ maxBytes, maxWaiting, now }: BodyBudgetOptions): BodyBudget {
  const queue: Waiting[] = []
  let used = 0

  function free(bytes: number): void {
    used -= bytes
    for (let first = queue[0]; first !== undefined && fits(first.bytes); first = queue[0]) {
      used += first.bytes
      queue.shift()
      first.grant(true)
    }
  }

  /** A body that is larger than the whole budget may come alone. */
  const fits = (bytes: number) => used === 0 || used + bytes <= maxBytes

  function take(bytes: number, waitMs: number): Promise<boolean> | true {
    if (queue.length === 0 && fits(bytes)) {
      used += bytes
      return true
    }
    if (queue.length >= maxWaiting) return Promise.resolve(false)
    return new Promise((resolve) => {
      const entry = {
        bytes,
        grant(granted: boolean) {
          clearTimeout(timer)
          resolve(granted)
        },
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(entry), 1)
        entry.grant(false)
        free(0)
      }, waitMs).unref()
      queue.push(entry)
    })
  }

  return {
    open(patienceMs) {
      let held = 0
      let closed = false
      let waitedMs = 0
      return {
        async hold(bytes) {
          const more = bytes - held
          if (more <= 0) {
            held = bytes
            return free(-more)
          }
          const taken = take(more, Math.max(0, patienceMs - waitedMs))
          if (taken !== true) {
            const since = now()
            const granted = await taken
            waitedMs += now() - since
            if (!granted) throw full(maxBytes)
          }
          if (closed) return free(more)
          held = bytes
        },
        waitedMs: () => waitedMs,
        close() {
          closed = true
          free(held)
          held = 0
        },
      }
    },
    used: () => used,
  }
}

function full(maxBytes: number): ReceiverError {
  return new ReceiverError(
    'queue_full',
    `the bodies of current calls use all ${maxBytes} bytes: send it again later`,
  )
}
