import { afterEach, describe, expect, it } from '@jest/globals'
import { type Job, type RunningJobs, startJobs } from '../../../lib/jobs/start-jobs.ts'
import { settledOrTimeout } from '../../support/eventually.ts'

/** Longer than any test. */
const NEVER_MS = 3_600_000

describe('jobs', () => {
  let jobs: RunningJobs
  const failures: [job: string, error: unknown][] = []
  afterEach(() => jobs.stop())

  const start = (...given: Job[]) => {
    failures.length = 0
    jobs = startJobs(given, (job, error) => failures.push([job, error]))
  }
  /** Returns the answers one by one, then false. */
  function jobOf(name: string, answers: (boolean | Error)[], everyMs = NEVER_MS) {
    const state = { runs: 0 }
    const run = async () => {
      const answer = answers[state.runs] ?? false
      state.runs += 1
      if (answer instanceof Error) throw answer
      return answer
    }
    return { state, job: { name, everyMs, run } }
  }
  const ran = (state: { runs: number }, times: number) =>
    settledOrTimeout(() => state.runs === times, `${times} parts`)

  it('run at once, and again while there is more', async () => {
    const { job, state } = jobOf('a', [true, true, false])
    start(job)
    await ran(state, 3)
  })

  it('run again after their pause', async () => {
    const { job, state } = jobOf('a', [], 5)
    start(job)
    await settledOrTimeout(() => state.runs >= 4, 'four rounds')
  })

  it('run early on demand, and only they', async () => {
    const a = jobOf('a', [])
    const b = jobOf('b', [])
    start(a.job, b.job)
    await ran(a.state, 1)
    for (let round = 2; round <= 20; round += 1) {
      // After a different number of microtasks each time.
      for (let step = 0; step < round; step += 1) await null
      jobs.runNow('a')
      await ran(a.state, round)
    }
    expect(b.state.runs).toBe(1)
    jobs.runNow('unknown')
  })

  it('run once more when demanded during a run', async () => {
    let release: () => void = () => undefined
    let times = 0
    const run = () => {
      times += 1
      return new Promise<boolean>((resolve) => {
        release = () => resolve(false)
      })
    }
    start({ name: 'a', everyMs: NEVER_MS, run })
    jobs.runNow('a')
    jobs.runNow('a')
    release()
    await settledOrTimeout(() => times === 2, 'the second round')
    release()
  })

  it('wait for the next round after a failure, and do not affect each other', async () => {
    const error = new Error('no')
    const failing = jobOf('failing', [error, error], 5)
    const sound = jobOf('sound', [true, true, true])
    start(failing.job, sound.job)
    await settledOrTimeout(() => failing.state.runs >= 3, 'rounds after the failures')
    await ran(sound.state, 4)
    expect(failures).toEqual([
      ['failing', error],
      ['failing', error],
    ])
  })

  it('continue after a synchronous failure', async () => {
    const error = new Error('no')
    let times = 0
    start({
      name: 'a',
      everyMs: 5,
      run() {
        times += 1
        throw error
      },
    })
    await settledOrTimeout(() => times >= 2, 'the next round')
    expect(failures[0]).toEqual(['a', error])
  })

  it('stop after the current run, and do not run again', async () => {
    let release: () => void = () => undefined
    let times = 0
    let stopped = false
    start({
      name: 'a',
      everyMs: NEVER_MS,
      run() {
        times += 1
        return new Promise((resolve) => {
          release = () => resolve(true)
        })
      },
    })
    const stop = jobs.stop().then(() => {
      stopped = true
    })
    for (let step = 0; step < 50; step += 1) await null
    expect(stopped).toBe(false)
    release()
    await stop
    jobs.runNow('a')
    for (let step = 0; step < 50; step += 1) await null
    expect(times).toBe(1)
  })
})
