import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import { startFleet } from './fleet.ts'
import { type InstanceDeps, instanceEnvironment } from './instance-environment.ts'
import { brokenPromises, judgeRun, type RunVerdict } from './judge-run.ts'
import { startPacedLoad } from './paced-load.ts'
import { planCall } from './traffic.ts'

export interface KillRunOptions {
  readonly kills: number
  /** messages acknowledged between two kills, at least */
  readonly messagesPerKill: number
}

export interface KillRunResult {
  readonly acknowledgedMessages: number
  readonly verdict: RunVerdict
  readonly broken: readonly string[]
}

const CALLS_PER_SECOND = 300
const BETWEEN_KILLS_MS = 60_000
const DRAIN_MS = 120_000

/** Sends while one instance is killed and restarted, then checks the result. */
export async function runKills(
  deps: InstanceDeps,
  { kills, messagesPerKill }: KillRunOptions,
): Promise<KillRunResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-kills-'))
  const trace = path.join(folder, 'trace.jsonl')
  await writeFile(trace, '')
  const token = await fetchToken(deps.authorizationServer, 'successfactors')
  const fleet = await startFleet(1, instanceEnvironment(deps, 'plain', trace), folder)
  const random = createRandom(1)
  const load = startPacedLoad({
    urls: fleet.urls,
    token,
    perSecond: CALLS_PER_SECOND,
    plan: () => planCall(random),
    random,
  })
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const enough = load.messageIds.length + messagesPerKill
      await settledOrTimeout(
        () => load.messageIds.length >= enough,
        'messages between two kills',
        BETWEEN_KILLS_MS,
      )
      fleet.instances[0]?.kill()
    }
    await load.stop()
    const verdict = await judgeRun(deps.db, load, trace, DRAIN_MS)
    const broken = [...brokenPromises(verdict), ...fleet.ownEnds()]
    return { acknowledgedMessages: load.messageIds.length, verdict, broken }
  } finally {
    await load.stop()
    await fleet.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
