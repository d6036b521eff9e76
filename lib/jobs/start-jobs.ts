/** Work that one instance must do from time to time. */
export interface Duty {
  readonly name: string
  /** pause when there is nothing more to do (ms) */
  readonly everyMs: number
  /** Does a small part; true = there is more, run again at once. */
  readonly tend: () => Promise<boolean>
}

export interface DutyKeeper {
  /** Runs a job now. */
  hurry(name: string): void
  /** Resolves when no job runs any more. */
  stop(): Promise<void>
}

/** Runs each job in its own loop. After a failure it runs again after its pause. */
export function keepDuties(
  duties: readonly Duty[],
  onFailure: (duty: string, error: unknown) => void,
): DutyKeeper {
  const loops = duties.map((duty) => keepDuty(duty, onFailure))
  return {
    hurry: (name) => loops.find((loop) => loop.name === name)?.hurry(),
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}

function keepDuty(duty: Duty, onFailure: (duty: string, error: unknown) => void) {
  let stopped = false
  let hurried = false
  let wake: () => void = () => undefined

  async function keep(): Promise<void> {
    while (!stopped) {
      hurried = false
      const more = await tend()
      if (!more && !hurried && !stopped) await pause()
    }
  }

  async function tend(): Promise<boolean> {
    try {
      return await duty.tend()
    } catch (error) {
      onFailure(duty.name, error)
      return false
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, duty.everyMs)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const kept = keep()
  return {
    name: duty.name,
    hurry() {
      hurried = true
      wake()
    },
    stop() {
      stopped = true
      wake()
      return kept
    },
  }
}
