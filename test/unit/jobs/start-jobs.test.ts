import { afterEach, describe, expect, it } from '@jest/globals'
import { type Duty, type DutyKeeper, keepDuties } from '../../../lib/jobs/start-jobs.ts'
import { settledOrTimeout } from '../../support/eventually.ts'

/** Longer than any test. */
const NEVER_MS = 3_600_000

describe('duties', () => {
  let keeper: DutyKeeper
  const failures: [duty: string, error: unknown][] = []
  afterEach(() => keeper.stop())

  const keep = (...duties: Duty[]) => {
    failures.length = 0
    keeper = keepDuties(duties, (duty, error) => failures.push([duty, error]))
  }
  /** Tends as told, one answer a time; after that there is nothing more to do. */
  function dutyOf(name: string, answers: (boolean | Error)[], everyMs = NEVER_MS) {
    const state = { tended: 0 }
    const tend = async () => {
      const answer = answers[state.tended] ?? false
      state.tended += 1
      if (answer instanceof Error) throw answer
      return answer
    }
    return { state, duty: { name, everyMs, tend } }
  }
  const tended = (state: { tended: number }, times: number) =>
    settledOrTimeout(() => state.tended === times, `${times} parts`)

  it('are tended at once, part after part while there is more', async () => {
    const { duty, state } = dutyOf('a', [true, true, false])
    keep(duty)
    await tended(state, 3)
  })

  it('are tended again after their pause', async () => {
    const { duty, state } = dutyOf('a', [], 5)
    keep(duty)
    await settledOrTimeout(() => state.tended >= 4, 'four rounds')
  })

  it('are tended early when somebody hurries them, and only they', async () => {
    const a = dutyOf('a', [])
    const b = dutyOf('b', [])
    keep(a.duty, b.duty)
    await tended(a.state, 1)
    for (let round = 2; round <= 20; round += 1) {
      // After a different number of microtasks each time.
      for (let step = 0; step < round; step += 1) await null
      keeper.hurry('a')
      await tended(a.state, round)
    }
    expect(b.state.tended).toBe(1)
    keeper.hurry('unknown')
  })

  it('are tended once more when they are hurried while they are tended', async () => {
    let release: () => void = () => undefined
    let times = 0
    const tend = () => {
      times += 1
      return new Promise<boolean>((resolve) => {
        release = () => resolve(false)
      })
    }
    keep({ name: 'a', everyMs: NEVER_MS, tend })
    keeper.hurry('a')
    keeper.hurry('a')
    release()
    await settledOrTimeout(() => times === 2, 'the second round')
    release()
  })

  it('wait for the next round after a failure, and do not disturb each other', async () => {
    const error = new Error('no')
    const failing = dutyOf('failing', [error, error], 5)
    const sound = dutyOf('sound', [true, true, true])
    keep(failing.duty, sound.duty)
    await settledOrTimeout(() => failing.state.tended >= 3, 'rounds after the failures')
    await tended(sound.state, 4)
    expect(failures).toEqual([
      ['failing', error],
      ['failing', error],
    ])
  })

  it('outlive one that fails before it has begun', async () => {
    const error = new Error('no')
    let times = 0
    keep({
      name: 'a',
      everyMs: 5,
      tend() {
        times += 1
        throw error
      },
    })
    await settledOrTimeout(() => times >= 2, 'the next round')
    expect(failures[0]).toEqual(['a', error])
  })

  it('stop when what is under way has ended, and are not tended any more', async () => {
    let release: () => void = () => undefined
    let times = 0
    let stopped = false
    keep({
      name: 'a',
      everyMs: NEVER_MS,
      tend() {
        times += 1
        return new Promise((resolve) => {
          release = () => resolve(true)
        })
      },
    })
    const stop = keeper.stop().then(() => {
      stopped = true
    })
    for (let step = 0; step < 50; step += 1) await null
    expect(stopped).toBe(false)
    release()
    await stop
    keeper.hurry('a')
    for (let step = 0; step < 50; step += 1) await null
    expect(times).toBe(1)
  })
})
