/** Work that one instance must do from time to time. */
export interface Job {
  readonly name: string
  /** pause when there is nothing more to do (ms) */
  readonly everyMs: number
  /** Does a small part; true = there is more, run again at once. */
  readonly run: () => Promise<boolean>
}

export interface RunningJobs {
  /** Runs a job now. */
  runNow(name: string): void
  /** Resolves when no job runs any more. */
  stop(): Promise<void>
}

/** Runs each job in its own loop. After a failure it runs again after its pause. */
export function startJobs(
  jobs: readonly Job[],
  onFailure: (job: string, error: unknown) => void,
): RunningJobs {
  const loops = new Map(jobs.map((job) => [job.name, startJob(job, onFailure)]))
  return {
    runNow: (name) => loops.get(name)?.runNow(),
    async stop() {
      await Promise.all([...loops.values()].map((loop) => loop.stop()))
    },
  }
}

function startJob({ name, everyMs, run }: Job, onFailure: (job: string, error: unknown) => void) {
  let stopped = false
  let isDue = false
  let wake: () => void = () => undefined

  async function loop(): Promise<void> {
    while (!stopped) {
      isDue = false
      const more = await runOnce()
      if (!more && !isDue && !stopped) await pause()
    }
  }

  async function runOnce(): Promise<boolean> {
    try {
      return await run()
    } catch (error) {
      onFailure(name, error)
      return false
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs).unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const ended = loop()
  return {
    runNow() {
      isDue = true
      wake()
    },
    stop() {
      stopped = true
      wake()
      return ended
    },
  }
}
