import { readFile } from 'node:fs/promises'

/** Resident memory of a process (MB). */
export interface ProcessMemory {
  readonly nowMb: number
  /** the most since its start */
  readonly peakMb: number
}

/** @returns null where there is no /proc */
export async function memoryOf(pid: number | undefined): Promise<ProcessMemory | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null)
  if (text === null) return null
  const megabytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) / 1_024
  return { nowMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') }
}
