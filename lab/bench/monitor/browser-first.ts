import { readdir, readFile, writeFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

/** as `nice` counts */
const LOWEST = 19
/** The kernel takes one change of this kind in 100 ms from those who are not root. */
const PAUSE_MS = 110

/**
 * Somebody who looks at the monitor has a machine of their own. Here service, database and sender
 * share two cores with the browser, and by the clock its tasks would tell of them. So whatever this
 * process starts after the browser stands behind it.
 */
export interface BrowserFirst {
  /** Lowers the priority of all processes started so far. */
  apply(): Promise<void>
  /** The terminal that this process runs in has its priority again. */
  restore(): Promise<void>
}

/** To be called when the browser runs and nothing else does. */
export async function letBrowserGoFirst(): Promise<BrowserFirst> {
  const own = await sessionOf(process.pid)
  const left = new Set((await family()).map(({ session }) => session))
  left.delete(own)
  return {
    async apply() {
      setPriority(LOWEST)
      // Where it shares by session (autogroup, sched(7)), each backend of PostgreSQL is one.
      for (const { pid, session } of await family()) {
        if (left.has(session)) continue
        left.add(session)
        // If the kernel schedules by process, later processes inherit this.
        lower(pid)
        await weigh(pid, LOWEST)
        await wait(PAUSE_MS)
      }
    },
    restore: () => weigh(process.pid, 0),
  }
}

/** A process may have ended. */
function lower(pid: number): void {
  try {
    setPriority(pid, LOWEST)
  } catch {}
}

/** A session that has ended, or a system without them, needs nothing. */
async function weigh(pid: number, nice: number): Promise<void> {
  await writeFile(`/proc/${pid}/autogroup`, String(nice)).catch(() => undefined)
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly session: number
}

/** This process and all that descend from it. */
async function family(): Promise<readonly Process[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0)
  const all = (await Promise.all(pids.map(processOf))).filter((one) => one !== null)
  const from = (one: Process): Process[] => [
    one,
    ...all.filter(({ parent }) => parent === one.pid).flatMap(from),
  ]
  return all.filter(({ pid }) => pid === process.pid).flatMap(from)
}

async function sessionOf(pid: number): Promise<number> {
  return (await processOf(pid))?.session ?? 0
}

async function processOf(pid: number): Promise<Process | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  // The name in parentheses may hold blanks: count behind it (proc(5)).
  const [, parent = 0, , session = 0] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return { pid, parent, session }
}
