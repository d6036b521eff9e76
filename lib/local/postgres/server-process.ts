import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'

/** Identifies a process even if its pid is reused or the machine is rebooted. */
export interface ProcessIdentity {
  readonly pid: number
  /** clock ticks since boot: field 22 of /proc/<pid>/stat */
  readonly startTime: string
  readonly bootId: string
}

/** null = no process, or a zombie */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  const [stat, bootId] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
  ])
  if (bootId === '') return withoutProc(pid)
  // Field 2 is the command in parentheses, and may contain spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTime] = [fields?.[0], fields?.[19]]
  if (state === undefined || startTime === undefined || state === 'Z' || state === 'X') return null
  return { pid, startTime, bootId: bootId.trim() }
}

/** Only the pid is known: another process may have it later. */
async function withoutProc(pid: number): Promise<ProcessIdentity | null> {
  if (!(await processExists(pid))) return null
  return { pid, startTime: '0', bootId: '00000000-0000-0000-0000-000000000000' }
}

export async function isLiving(identity: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(identity.pid)
  return now?.startTime === identity.startTime && now.bootId === identity.bootId
}

/** Whether a process has this pid, on any system. A zombie, which only /proc can tell, does not. */
export async function processExists(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return hasErrorCode(error, 'EPERM')
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/\) [ZX] /.test(stat)
}

/** For file names: `<pid>.<startTime>.<bootId>`. */
export function formatIdentity({ pid, startTime, bootId }: ProcessIdentity): string {
  return `${pid}.${startTime}.${bootId}`
}

/** null = not written by `formatIdentity` */
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
 * Stops a server: first with SIGINT, then with SIGQUIT, after which the next start recovers.
 * Errors: local_postgres if it still runs after 30 seconds.
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

export interface SystemError {
  readonly code: string
  readonly syscall: string
  readonly message: string
}

// Checks properties instead of instanceof: test runners give modules their own Error class.
export function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
}

export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code)
}

export interface WaitLimits {
  readonly timeoutMs: number
  readonly everyMs: number
}

/** Repeats `condition` until it returns a value; null = timeout */
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
