/** One unit of work of the comparison. */
export interface PeerJob {
  /** jobs of one key must run in the order in which they were added */
  readonly key: string
  readonly number: number
  readonly body: string
}

/** Runs a job; a rejected promise is a failed attempt. */
export type RunJob = (job: PeerJob) => Promise<void>

/** A queue library, set up for order per key as its documentation says. */
export interface Peer {
  /** Resolves when the job is committed. */
  add(job: PeerJob): Promise<void>
  work(run: RunJob): Promise<void>
  close(): Promise<void>
}

export interface PeerPlace {
  /** has the installed packages */
  readonly folder: string
  /** options of a pg client */
  readonly connection: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
  }
  readonly databaseUrl: string
}

export type OpenPeer = (place: PeerPlace) => Promise<Peer>

/** Sent by a peer's program at its end. */
export interface PeerRun {
  /** numbers of the jobs of one key in the order in which they succeeded; the first one fails once */
  readonly succeeded: readonly number[]
  readonly jobs: number
  readonly keys: number
  /** added, committed and run, per second */
  readonly perSecond: number
  /** CPU of the peer's process for each job (µs) */
  readonly cpuUs: number
  /** jobs that ran before an earlier one of their key had succeeded, without any failure */
  readonly outOfOrder: number
}

/** Sent by the program after set-up and the test of the order. */
export const measuredPartBegins = 'begin'
