import { createRequire } from 'node:module'
import type { OpenPeer, PeerJob } from '../peer.ts'

/** The part of pg-boss that is used; the package is not among ours. */
interface Boss {
  on(event: 'error', listener: () => void): void
  start(): Promise<unknown>
  stop(options: object): Promise<void>
  createQueue(name: string, options: object): Promise<void>
  send(name: string, data: object, options: object): Promise<unknown>
  work(
    name: string,
    options: object,
    handler: (jobs: readonly { id: string; data: PeerJob }[]) => Promise<unknown>,
  ): Promise<unknown>
}

const QUEUE = 'events'
const RETRY = { retryLimit: 5, retryDelay: 1 }
/** As fast as it may be: whole batches at once, each job with an outcome of its own. */
const WORK = {
  batchSize: 100,
  perJobResults: true,
  localConcurrency: 4,
  pollingIntervalSeconds: 0.5,
  burstWhenBatchFull: true,
}

export const openPgBoss: OpenPeer = async ({ folder, databaseUrl }) => {
  const { PgBoss } = createRequire(`${folder}/`)('pg-boss') as {
    PgBoss: new (options: object) => Boss
  }
  const boss = new PgBoss({ connectionString: databaseUrl, max: 10 })
  boss.on('error', () => undefined)
  await boss.start()
  await boss.createQueue(QUEUE, { policy: 'key_strict_fifo', ...RETRY })
  return {
    async add(job) {
      await boss.send(QUEUE, job, { singletonKey: job.key })
    },
    async work(run) {
      await boss.work(QUEUE, WORK, (jobs) =>
        Promise.all(
          jobs.map(({ id, data }) =>
            run(data).then(
              () => ({ id, status: 'completed' }),
              () => ({ id, status: 'failed' }),
            ),
          ),
        ),
      )
    },
    close: () => boss.stop({ graceful: false }),
  }
}
