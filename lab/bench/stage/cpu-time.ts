import { readdir, readFile } from 'node:fs/promises'

/** Linux counts in hundredths of a second (proc(5), USER_HZ). */
const TICK_MS = 10

/** CPU that a process has used so far (ms), user and system; null where there is no /proc. */
export async function cpuMsOf(pid: number | undefined): Promise<number | null> {
  return (await statOf(pid))?.ownMs ?? null
}

/**
 * CPU of a process and of all that it has started, those that ended included (ms).
 * @param childPid any of the processes that it has started
 */
export async function cpuMsOfFamily(childPid: number): Promise<number | null> {
  const parentPid = (await statOf(childPid))?.parentPid
  const parent = await statOf(parentPid)
  if (parent === null) return null
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(pids.map((pid) => statOf(Number(pid))))
  return all
    .filter((stat) => stat?.parentPid === parentPid)
    .reduce((sum, stat) => sum + (stat?.ownMs ?? 0), parent.ownMs + parent.endedMs)
}

async function statOf(pid: number | undefined) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  // The name in parentheses may hold blanks: count behind it. Fields 4 and 14 to 17 of proc(5).
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11)
  return {
    parentPid: fields[1],
    ownMs: (user + system) * TICK_MS,
    endedMs: (endedUser + endedSystem) * TICK_MS,
  }
}
