import { cpus } from 'node:os'

/** The time of all cores together since the machine started (ms). */
export interface MachineTime {
  readonly busyMs: number
  readonly idleMs: number
}

export function machineTime(): MachineTime {
  let busyMs = 0
  let idleMs = 0
  for (const { times } of cpus()) {
    busyMs += times.user + times.nice + times.sys + times.irq
    idleMs += times.idle
  }
  return { busyMs, idleMs }
}

/** How the cores were used between two moments, as shares of 1. */
export interface MachineLoad {
  /** by anything but the processes that are measured: the less, the better the figures */
  readonly others: number
  readonly idle: number
}

export function machineLoad(before: MachineTime, after: MachineTime, ownMs: number): MachineLoad {
  const busyMs = after.busyMs - before.busyMs
  const idleMs = after.idleMs - before.idleMs
  const wholeMs = busyMs + idleMs
  return { others: Math.max(0, busyMs - ownMs) / wholeMs, idle: idleMs / wholeMs }
}
