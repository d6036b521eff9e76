/** Intervals of periodic work, and time limits (ms). Tests shorten them. */
export interface Timings {
  /** interval of jobs whose result somebody waits for */
  readonly urgentJobs: number
  /** interval of all other jobs */
  readonly otherJobs: number
  readonly alerts: number
  /** interval of counts for the charts */
  readonly stats: number
  /** interval of claims without a hint */
  readonly poll: number
  /** delay until refusals and admitted clients are stored */
  readonly callers: number
  /** interval at which the state is read for live streams */
  readonly live: number
  /** limit for jobs and deliveries that still run when the service stops */
  readonly drain: number
  /** limit for what is still to be written when the service ends */
  readonly close: number
}

export const TIMINGS: Timings = {
  urgentJobs: 1_000,
  otherJobs: 30_000,
  alerts: 5_000,
  stats: 10_000,
  poll: 1_000,
  callers: 1_000,
  live: 1_000,
  drain: 7_500,
  close: 1_000,
}
