import type { LoadResult } from '../load/load-run.ts'
import { hammer } from '../load/run-load.ts'
import { machineLoad, machineTime } from '../stage/machine-load.ts'
import type { Stage } from '../stage/open-stage.ts'
import type { Arm, ArmOptions, Figures } from './arm.ts'

export interface MeasureOptions extends ArmOptions {
  readonly seconds: number
  readonly warmUpSeconds: number
}

/**
 * Starts the server of an arm, warms it up, measures it, and checks its stored messages.
 * @throws Error when the measurement failed: errors, other answers than 200, lost messages
 */
export async function measureArm(
  arm: Arm,
  stage: Stage,
  options: MeasureOptions,
): Promise<Figures> {
  const { server, url, ...open } = await arm.open(stage, options)
  const { knownPersons: employees } = arm
  const persons = employees === undefined ? {} : { employees }
  const order = { url, token: stage.token, ...persons, firstSequence: 0 }
  const usage = async () => ({
    serverMs: await server.cpuMs(),
    databaseMs: await stage.databaseCpuMs(),
    machine: machineTime(),
  })
  try {
    const seconds = options.warmUpSeconds
    const warmUp = await hammer({ ...order, seconds, leastCalls: employees ?? 0 })
    await open.settled()
    const before = await usage()
    const measured = { ...order, seconds: options.seconds, firstSequence: warmUp.answers }
    const load = await hammer(measured)
    const settledAt = await open.settled()
    const after = await usage()
    await open.check(warmUp.answers + load.answers)
    const serverMs = difference(before.serverMs, after.serverMs)
    const databaseMs = difference(before.databaseMs, after.databaseMs)
    const ownMs = (serverMs ?? 0) + (databaseMs ?? 0) + load.cpuMs
    return {
      perSecond: settledAt === null ? load.perSecond : sustained(load, settledAt),
      p50Ms: load.p50Ms,
      p99Ms: load.p99Ms,
      serverCpuUs: perCall(serverMs, load),
      databaseCpuUs: perCall(databaseMs, load),
      senderCpuUs: (load.cpuMs * 1_000) / load.answers,
      machine: machineLoad(before.machine, after.machine, ownMs),
    }
  } finally {
    await open.close()
  }
}

function sustained({ answers, startedAt }: LoadResult, settledAt: number): number {
  return (answers * 1_000) / (settledAt - startedAt)
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before
}

function perCall(cpuMs: number | null, { answers }: LoadResult): number | null {
  return cpuMs === null ? null : (cpuMs * 1_000) / answers
}
