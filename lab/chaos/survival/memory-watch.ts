import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

export interface MemoryWatch {
  /** the most that the process had resident since it started, or since the last reset (MB) */
  peakMb(): number
  reset(): void
  stop(): Promise<void>
}

const LOOK_MS = 100

/** Watches the resident memory of a process, as Linux tells it. */
export function watchMemory(pid: number): MemoryWatch {
  let peakMb = 0
  let stopped = false
  async function keepLooking(): Promise<void> {
    while (!stopped) {
      peakMb = Math.max(peakMb, residentMb(pid))
      await setTimeout(LOOK_MS)
    }
  }
  const looking = keepLooking()
  return {
    // Also the memory of this moment: an attack may have ended between two looks.
    peakMb: () => Math.max(peakMb, residentMb(pid)),
    reset() {
      peakMb = 0
    },
    async stop() {
      stopped = true
      await looking
    },
  }
}

/** 0 = the process is gone. */
function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024)
  } catch {
    return 0
  }
}
