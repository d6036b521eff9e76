import { readFile } from 'node:fs/promises'

/** A process, told apart from a later one that got the same pid and from one before a reboot. */
export interface ProcessIdentity {
  readonly pid: number
  /** clock ticks since boot: field 22 of /proc/<pid>/stat */
  readonly startTime: string
  readonly bootId: string
}

/** Who has this pid now; null = nobody, or only a zombie that waits for its parent. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  const [stat, bootId] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ])
  // Field 2 is the command in parentheses and may itself hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTime] = [fields?.[0], fields?.[19]]
  if (state === undefined || startTime === undefined || state === 'Z' || state === 'X') return null
  return { pid, startTime, bootId: bootId.trim() }
}

/** True while exactly this process lives. */
export async function isLiving(identity: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(identity.pid)
  return now?.startTime === identity.startTime && now.bootId === identity.bootId
}

/** One word, fit for a file name: `<pid>.<startTime>.<bootId>`. */
export function formatIdentity({ pid, startTime, bootId }: ProcessIdentity): string {
  return `${pid}.${startTime}.${bootId}`
}

/** Reads what `formatIdentity` wrote; null for anything else. */
export function parseIdentity(text: string): ProcessIdentity | null {
  const match = /^(\d+)\.(\d+)\.([0-9a-f-]{36})$/.exec(text)
  if (match === null) return null
  return { pid: Number(match[1]), startTime: match[2] ?? '', bootId: match[3] ?? '' }
}
