import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { OpenPeer, PeerJob, RunJob } from '../peer.ts'

/** The part of CAP that is used; the package is not among ours. */
interface Cds {
  root: string
  model: unknown
  compile: { for: { nodejs(model: unknown): unknown } }
  load(files: readonly string[]): Promise<unknown>
  deploy(model: unknown): { to(database: string): Promise<unknown> }
  connect: { to(name: string): Promise<CapService> }
  queued(service: CapService): CapService
  tx<Result>(work: () => Promise<Result>): Promise<Result>
  disconnect(): Promise<void>
}
interface CapService {
  emit(event: string, data: object): Promise<unknown>
  on(event: string, handler: (message: { data: PeerJob }) => Promise<void>): void
}

const SERVICE = 'events'

/** CAP reads its settings from the folder's package.json when it is loaded. */
async function writeSettings(folder: string, connection: object): Promise<void> {
  const file = path.join(folder, '.cdsrc.json')
  const settings = {
    requires: {
      db: { kind: 'postgres', credentials: connection, pool: { max: 20 } },
      queue: { kind: 'persistent-queue', parallel: true },
      [SERVICE]: { impl: path.join(folder, 'events.js'), outboxed: true },
    },
    log: { levels: { queue: 'silent', outbox: 'silent', 'persistent-queue': 'silent' } },
  }
  await writeFile(file, JSON.stringify(settings))
  await writeFile(
    path.join(folder, 'events.js'),
    "module.exports = class extends require('@sap/cds').Service {}\n",
  )
}

export const openCap: OpenPeer = async ({ folder, connection }) => {
  await writeSettings(folder, connection)
  process.chdir(folder)
  const cds = createRequire(`${folder}/`)('@sap/cds') as Cds
  cds.root = folder
  cds.model = cds.compile.for.nodejs(await cds.load(['@sap/cds/srv/outbox']))
  await cds.connect.to('db')
  await cds.deploy(cds.model).to('db')
  const service = await cds.connect.to(SERVICE)
  let runJob: RunJob = async () => undefined
  let start: () => void = () => undefined
  const started = new Promise<void>((resolve) => {
    start = resolve
  })
  service.on('job', async ({ data }) => {
    // CAP starts to process when a job is committed; it has no switch for that.
    await started
    await runJob(data)
  })
  const queue = cds.queued(service)
  return {
    async add(job) {
      await cds.tx(() => queue.emit('job', job))
    },
    async work(run) {
      runJob = run
      start()
    },
    close: () => cds.disconnect(),
  }
}
