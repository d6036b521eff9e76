import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import type { CallFigures } from '../chaos/call-tally.ts'
import { judgeTrace } from '../chaos/judge-trace.ts'
import {
  countMessages,
  countOpenLanes,
  readDeliveries,
  readEventCounts,
} from '../chaos/stored-deliveries.ts'
import { readTrace } from '../chaos/trace-line.ts'
import type { Archive } from './build-archive.ts'
import { startLoad } from './load.ts'
import { environmentOf } from './platform-environment.ts'
import { type PlatformInstance, startInstance } from './platform-instance.ts'
import type { Stage } from './stage.ts'

export interface ChangeResult {
  readonly calls: CallFigures
  readonly broken: number
  readonly lost: number
  /** acknowledged events that are stored not at all or twice */
  readonly eventsWrong: number
  /** deliveries that are not completed when all is settled */
  readonly unfinished: number
  readonly orderViolations: number
  /** repeated runs without a mark for the handler */
  readonly unmarkedRepeats: number
  readonly longestStopSeconds: number
  readonly exitCodes: readonly (number | null)[]
}

export const CHANGE_PER_SECOND = 100
const EMPLOYEES = 300
/** Under load before, between and after the changes. */
const STEADY_MS = 5_000
const SETTLE_MS = 120_000
const INSTANCES = 2

/** The platform's change of version under load: new instances beside the old ones, then the old ones go. */
export async function rehearseChange(
  stage: Stage,
  before: Archive,
  after: Archive,
): Promise<ChangeResult> {
  const { postgres, router, folder } = stage
  const trace = path.join(folder, 'trace.jsonl')
  await writeFile(trace, '')
  const start = (archive: Archive) =>
    Promise.all(
      Array.from({ length: INSTANCES }, async (_, index) =>
        startInstance(archive, {
          ...(await environmentOf(stage, archive, index)),
          REHEARSAL_TRACE: trace,
        }),
      ),
    )
  const instances: PlatformInstance[] = []
  const brokenBefore = router.broken
  try {
    const old = await start(before)
    instances.push(...old)
    router.route(old.map(({ url }) => url))
    const load = await startLoad(stage, CHANGE_PER_SECOND, EMPLOYEES)
    await setTimeout(STEADY_MS)
    const young = await start(after)
    instances.push(...young)
    router.route(instances.map(({ url }) => url))
    await setTimeout(STEADY_MS)
    const stops = []
    for (const [gone, instance] of old.entries()) {
      router.route(instances.slice(gone + 1).map(({ url }) => url))
      stops.push(await instance.stop())
    }
    await setTimeout(STEADY_MS)
    await load.stop()
    await settledOrTimeout(async () => (await countOpenLanes(postgres.db)) === 0, 'rest', SETTLE_MS)
    const deliveries = (await readDeliveries(postgres.db)).filter(({ message }) =>
      load.messageIds.includes(message),
    )
    const stored = await readEventCounts(postgres.db)
    const { orderViolations, unmarkedRepeats } = judgeTrace(readTrace(trace), deliveries)
    return {
      calls: load.figures(),
      broken: router.broken - brokenBefore,
      lost: load.messageIds.length - (await countMessages(postgres.db, load.messageIds)),
      eventsWrong: load.eventIds.filter((id) => stored.get(id) !== 1).length,
      unfinished: deliveries.filter(({ state }) => state !== 'completed').length,
      orderViolations,
      unmarkedRepeats,
      longestStopSeconds: Math.max(...stops.map(({ seconds }) => seconds)),
      exitCodes: stops.map(({ code }) => code),
    }
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()))
  }
}
