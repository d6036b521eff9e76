/** Work that some instance has to do from time to time. */
export interface Duty {
  readonly name: string
  /** pause after there was nothing more to do (ms) */
  readonly everyMs: number
  /** Does a small part; true = there is more, go on at once. */
  readonly tend: () => Promise<boolean>
}

export interface DutyKeeper {
  /** Looks at a duty now. */
  hurry(name: string): void
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

/** Tends each duty in a loop of its own, small part after small part. A failure waits for the next round. */
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
