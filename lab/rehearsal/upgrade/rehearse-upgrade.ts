import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { settledOrTimeout } from '../../../test/support/eventually.ts'
import { fetchToken } from '../../../test/support/fetch-token.ts'
import type { CallFigures } from '../../chaos/call-tally.ts'
import { judgeTrace } from '../../chaos/judge-trace.ts'
import { countMessages, readDeliveries, readEventCounts } from '../../chaos/stored-deliveries.ts'
import { readTrace, type TraceLine } from '../../chaos/trace-line.ts'
import type { Deployable } from '../build-archive.ts'
import { startLoad } from '../load.ts'
import { environmentOf } from '../platform-environment.ts'
import { type PlatformInstance, type Stopped, startInstance } from '../platform-instance.ts'
import type { Stage } from '../stage.ts'
import { isOfEveryKind, type OpenWork, readOpenWork } from './open-work.ts'

export interface UpgradeResult {
  readonly calls: CallFigures
  readonly broken: number
  readonly lost: number
  /** acknowledged events that are stored not at all or twice */
  readonly eventsWrong: number
  readonly atUpgrade: OpenWork
  readonly atDowngrade: OpenWork
  readonly deliveries: number
  /** deliveries that are not completed at the end, or had no effect */
  readonly unfinished: number
  /** effects that came more than once */
  readonly doubled: number
  readonly orderViolations: number
  readonly overlaps: number
  /** effects of each phase: older, newer, older again */
  readonly effects: readonly number[]
  readonly stops: readonly Stopped[]
}

export const UPGRADE_PER_SECOND = 30
const EMPLOYEES = 60
const INSTANCES = 2
/** Under load with both versions, and with one of them. */
const STEADY_MS = 5_000
const OPEN_WORK_MS = 90_000
const SETTLE_MS = 240_000
const PHASES = ['older', 'newer', 'older again'] as const

/**
 * Plays an upgrade and a downgrade under load, blue-green: instances of the next version beside those
 * of the one before, which then stop. Open work of every kind is there at both changes.
 */
export async function rehearseUpgrade(
  stage: Stage,
  older: Deployable,
  newer: Deployable,
): Promise<UpgradeResult> {
  const { postgres, router, folder } = stage
  const trace = path.join(folder, 'upgrade-trace.jsonl')
  const repaired = path.join(folder, 'repaired')
  await writeFile(trace, '')
  let serving: PlatformInstance[] = []
  const all: PlatformInstance[] = []
  const stops: Stopped[] = []

  async function changeTo(project: Deployable, phase: (typeof PHASES)[number]): Promise<OpenWork> {
    const next = await startInstances(stage, project, {
      REHEARSAL_TRACE: trace,
      REHEARSAL_REPAIRED: repaired,
      REHEARSAL_VERSION: phase,
    })
    all.push(...next)
    const before = serving
    serving = next
    router.route([...before, ...next].map(({ url }) => url))
    if (before.length === 0) return readOpenWork(postgres.db)
    await setTimeout(STEADY_MS)
    await untilOpenWork(stage)
    const work = await readOpenWork(postgres.db)
    router.route(next.map(({ url }) => url))
    stops.push(...(await Promise.all(before.map((instance) => instance.stop()))))
    await setTimeout(STEADY_MS)
    return work
  }

  const brokenBefore = router.broken
  try {
    await changeTo(older, 'older')
    const load = await startLoad(stage, UPGRADE_PER_SECOND, EMPLOYEES)
    await untilOpenWork(stage)
    const atUpgrade = await changeTo(newer, 'newer')
    const atDowngrade = await changeTo(older, 'older again')
    await load.stop()
    await writeFile(repaired, '')
    await replayParked(stage)
    await untilDone(stage)
    stops.push(...(await Promise.all(serving.map((instance) => instance.stop()))))

    const deliveries = await readDeliveries(postgres.db)
    const stored = await readEventCounts(postgres.db)
    const lines = readTrace(trace) as (TraceLine & { readonly version: string })[]
    const verdict = judgeTrace(lines, deliveries)
    const completed = deliveries.filter(({ state }) => state === 'completed').length
    return {
      calls: load.figures(),
      broken: router.broken - brokenBefore,
      lost: load.messageIds.length - (await countMessages(postgres.db, load.messageIds)),
      eventsWrong: load.eventIds.filter((id) => stored.get(id) !== 1).length,
      atUpgrade,
      atDowngrade,
      deliveries: deliveries.length,
      unfinished: deliveries.length - Math.min(completed, verdict.taken.size),
      doubled: verdict.markedRepeats + verdict.unmarkedRepeats,
      orderViolations: verdict.orderViolations,
      overlaps: verdict.overlaps,
      effects: PHASES.map((phase) => lines.filter(({ version }) => version === phase).length),
      stops,
    }
  } finally {
    router.route([])
    await Promise.all(all.map((instance) => instance.stop()))
  }
}

function startInstances(
  stage: Stage,
  project: Deployable,
  own: Readonly<Record<string, string>>,
): Promise<PlatformInstance[]> {
  return Promise.all(
    Array.from({ length: INSTANCES }, async (_, index) =>
      startInstance(project, { ...(await environmentOf(stage, project, index)), ...own }),
    ),
  )
}

async function untilOpenWork({ postgres }: Stage): Promise<void> {
  const isThere = async () => isOfEveryKind(await readOpenWork(postgres.db))
  await settledOrTimeout(isThere, 'open work of every kind', OPEN_WORK_MS)
}

async function untilDone({ postgres }: Stage): Promise<void> {
  const isDone = async () => Object.values(await readOpenWork(postgres.db)).every((n) => n === 0)
  await settledOrTimeout(isDone, 'all deliveries to be completed', SETTLE_MS)
}

async function replayParked({ authorizationServer, router }: Stage): Promise<void> {
  const token = await fetchToken(authorizationServer, 'operator')
  const answer = await fetch(`${router.url}/operations/v1/deliveries/actions/replay`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ filter: { handler: 'ordered' }, comment: 'the target is repaired' }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`expected the replay to start, got ${answer.status}: ${text}`)
}
