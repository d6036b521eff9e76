import { once } from 'node:events'
import { createDatabase } from '../stage/database.ts'
import { forkProgram } from '../stage/fork-program.ts'
import type { Stage } from '../stage/open-stage.ts'
import { installPeer, type PeerPackages, peers } from './install-peers.ts'
import { measuredPartBegins, type PeerPlace, type PeerRun } from './peer.ts'

export interface MeasuredPeer extends PeerPackages {
  /** null = it could not be run */
  readonly run: (PeerRun & { readonly databaseCpuUs: number | null }) | null
  /** why not */
  readonly problem: string | null
}

/** Runs each library alone. One that cannot be installed or run is reported, and the others go on. */
export async function measurePeers(stage: Stage): Promise<MeasuredPeer[]> {
  const measured: MeasuredPeer[] = []
  for (const peer of peers) {
    try {
      measured.push({ ...peer, run: await measurePeer(stage, peer), problem: null })
    } catch (error) {
      const problem = (error as Error).message.split('\n')[0] ?? 'unknown'
      measured.push({ ...peer, run: null, problem })
    }
    console.log(`${peer.name}: ${measured.at(-1)?.problem ?? 'measured'}`)
  }
  return measured
}

async function measurePeer(stage: Stage, peer: PeerPackages) {
  const { folder, remove } = await installPeer(peer)
  try {
    const database = await createDatabase(stage, 'peer')
    try {
      const { host, port, user } = stage.admin as PeerPlace['connection']
      const connection = { host, port, user, database: 'peer' }
      const place = { folder, connection, databaseUrl: database.url }
      let before: number | null = null
      const run = await runPeer(peer.name, place, async () => {
        before = await stage.databaseCpuMs()
      })
      const after = await stage.databaseCpuMs()
      const cpuMs = before === null || after === null ? null : after - before
      return { ...run, databaseCpuUs: cpuMs === null ? null : (cpuMs * 1_000) / run.jobs }
    } finally {
      await database.drop()
    }
  } finally {
    await remove()
  }
}

async function runPeer(
  name: string,
  place: PeerPlace,
  onBegin: () => Promise<void>,
): Promise<PeerRun> {
  const child = forkProgram(
    {
      file: 'lab/bench/peers/run-peer.ts',
      args: [name, JSON.stringify(place)],
      env: { NODE_ENV: 'production' },
    },
    'inherit',
  )
  const ended = once(child, 'exit')
  let run: PeerRun | null = null
  child.on('message', (message) => {
    if (message === measuredPartBegins) void onBegin()
    else run = message as PeerRun
  })
  const [code] = await ended
  if (run !== null) return run
  throw new Error(`its program ended with ${code}`)
}
