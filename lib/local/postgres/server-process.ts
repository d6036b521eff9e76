import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'

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

/** The process with this pid if it is a server of these data, else null. */
export async function identifyServer(
  pid: number,
  cluster: string,
): Promise<ProcessIdentity | null> {
  const identity = await identifyProcess(pid)
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.split('\0').includes(cluster) ? identity : null
}

/**
 * Ends a server: at first without waiting for its clients (SIGINT, a clean end), then hard (SIGQUIT,
 * the next start recovers). Errors: local_postgres when it is still there after 30 seconds.
 */
export async function stopServer(server: ProcessIdentity): Promise<void> {
  for (const [signal, timeoutMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!(await isLiving(server))) return
    sendSignal(server.pid, signal)
    const gone = async () => ((await isLiving(server)) ? null : true)
    if (await waitUntil(gone, { timeoutMs, everyMs: 10 })) return
  }
  throw new ReceiverError(
    'local_postgres',
    `the local PostgreSQL (process ${server.pid}) does not stop; end it by hand`,
  )
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH')) throw error
  }
}

/** An error of the operating system. */
export interface SystemError {
  readonly code: string
  readonly syscall: string
  readonly message: string
}

// By its properties, not by instanceof: test runners give modules an Error class of their own.
export function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
}

/** True for a system error with one of these codes, such as ENOENT. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code)
}

export interface WaitLimits {
  readonly timeoutMs: number
  readonly everyMs: number
}

/** Asks `condition` again and again until it gives a value; null when the time is over. */
export async function waitUntil<T>(
  condition: () => Promise<T | null>,
  { timeoutMs, everyMs }: WaitLimits,
): Promise<T | null> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const value = await condition()
    if (value !== null) return value
    if (performance.now() >= end) return null
    await delay(everyMs)
  }
}
