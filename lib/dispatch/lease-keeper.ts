import { type Lease, leaseName } from '../store/deliver/renew-leases.ts'

export interface LeaseKeeperOptions {
  readonly leaseMs: number
  /** leases end only if the database says so: another process extends those of a paused one */
  readonly ignoresClock?: boolean
  /** monotonic milliseconds: the wall clock may jump */
  readonly now: () => number
  /** @returns keys of the renewed leases, see leaseName */
  readonly renew: (leases: readonly Lease[]) => Promise<ReadonlySet<string>>
  readonly onFailure: (error: unknown) => void
}

export interface LeaseKeeper {
  /**
   * Renews the lease of a run until `forget`. A lease that has already ended is lost at once.
   * @param since time of the lease request: the lease cannot have started earlier
   */
  keep(lease: Lease, since: number, onLost: () => void): void
  forget(lease: Lease): void
  close(): void
}

interface Kept {
  readonly lease: Lease
  readonly onLost: () => void
  until: number
}

/**
 * Renews the leases of all runs, a third of the lease time after the last renewal. Reports a lease that
 * could not be renewed before it ends.
 */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { leaseMs, now } = options
  // By lease, not by lane: a lane's next lease may begin before the end of the last one is known.
  const kept = new Map<string, Kept>()
  let renewing = false

  async function tick(): Promise<void> {
    const requestedAt = now()
    for (const [name, entry] of kept) if (isOver(entry, requestedAt)) lose(name, entry)
    const due = [...kept.values()].filter((entry) => entry.until - requestedAt <= (leaseMs * 2) / 3)
    if (renewing || due.length === 0) return
    renewing = true
    try {
      const ours = await options.renew(due.map((entry) => entry.lease))
      for (const entry of due) {
        const name = leaseName(entry.lease)
        if (ours.has(name)) entry.until = requestedAt + leaseMs
        else if (kept.get(name) === entry) lose(name, entry)
      }
    } catch (error) {
      options.onFailure(error)
    } finally {
      renewing = false
    }
  }

  /** Leaves a sixth of the time for the run to end. */
  function isOver({ until }: Kept, at: number): boolean {
    return options.ignoresClock !== true && until - leaseMs / 6 <= at
  }

  function lose(name: string, entry: Kept): void {
    kept.delete(name)
    entry.onLost()
  }

  const timer = setInterval(() => void tick(), leaseMs / 12)
  timer.unref()
  return {
    keep(lease, since, onLost) {
      const entry = { lease, onLost, until: since + leaseMs }
      if (isOver(entry, now())) onLost()
      else kept.set(leaseName(lease), entry)
    },
    forget: (lease) => void kept.delete(leaseName(lease)),
    close: () => clearInterval(timer),
  }
}
