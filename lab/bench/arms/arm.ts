import type { MachineLoad } from '../stage/machine-load.ts'
import type { Stage } from '../stage/open-stage.ts'
import type { RunningServer } from '../stage/start-server.ts'

/** One of the servers that are compared, each alone on the machine while it is measured. */
export interface Arm {
  /** for `--only` */
  readonly name: string
  readonly title: string
  /** The warm-up sends an event of each of so many persons, so that the service knows them. Default: most persons are new. */
  readonly knownPersons?: number
  open(stage: Stage, options: ArmOptions): Promise<OpenArm>
}

export interface ArmOptions {
  /** folder for the CPU profile of our service; null = none */
  readonly profileFolder: string | null
}

interface OpenArm {
  readonly server: RunningServer
  readonly url: string
  /**
   * Waits until everything that was answered is also handled.
   * @returns when that was, on the machine's clock (ms); null where no handler runs
   */
  settled(): Promise<number | null>
  /** @throws Error when something that was answered with 200 is not there */
  check(answers: number): Promise<void>
  close(): Promise<void>
}

/** The figures of one round of an arm. */
export interface Figures {
  /** calls answered per second; where handlers run, until everything was settled */
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU of the server's process for each call (µs); null where the system does not tell */
  readonly serverCpuUs: number | null
  /** the same of all processes of the database */
  readonly databaseCpuUs: number | null
  /** CPU of the sender's process for each call (µs) */
  readonly senderCpuUs: number
  readonly machine: MachineLoad
}
