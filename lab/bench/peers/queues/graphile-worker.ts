import { createRequire } from 'node:module'
import type { OpenPeer, PeerJob, RunJob } from '../peer.ts'

/** The part of graphile-worker that is used; the package is not among ours. */
interface Graphile {
  makeWorkerUtils(options: object): Promise<{
    migrate(): Promise<void>
    addJob(task: string, payload: object, spec: object): Promise<unknown>
    release(): Promise<void>
  }>
  run(options: object): Promise<{ stop(): Promise<void> }>
  Logger: new (factory: () => () => void) => object
}

const TASK = 'event'
const CONCURRENCY = 10

export const openGraphileWorker: OpenPeer = async ({ folder, databaseUrl }) => {
  const { makeWorkerUtils, run, Logger } = createRequire(`${folder}/`)(
    'graphile-worker',
  ) as Graphile
  const logger = new Logger(() => () => undefined)
  const options = { connectionString: databaseUrl, logger, maxPoolSize: CONCURRENCY }
  const utils = await makeWorkerUtils(options)
  await utils.migrate()
  let runner: { stop(): Promise<void> } | null = null
  return {
    async add(job) {
      await utils.addJob(TASK, job, { queueName: job.key, maxAttempts: 5 })
    },
    async work(runJob: RunJob) {
      runner = await run({
        ...options,
        concurrency: CONCURRENCY,
        noHandleSignals: true,
        taskList: { [TASK]: (payload: unknown) => runJob(payload as PeerJob) },
      })
    },
    async close() {
      await runner?.stop()
      await utils.release()
    },
  }
}
