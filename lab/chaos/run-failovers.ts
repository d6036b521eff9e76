import { setTimeout } from 'node:timers/promises'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import type { PostgresCluster } from '../../test/support/postgres-cluster.ts'
import type { PostgresNode } from '../../test/support/postgres-node.ts'
import type { SwitchableWay } from '../../test/support/switchable-way.ts'
import { setSynchronous, waitForSynchronousStandby } from '../../test/support/synchronous.ts'
import type { PlannedFailover } from './failover-plan.ts'

export interface FailoverSite {
  readonly cluster: PostgresCluster
  readonly way: SwitchableWay
  /** calls acknowledged so far */
  readonly acknowledged: () => number
  readonly onLine: (line: string) => void
}

export interface FailoverOutcome extends PlannedFailover {
  /** from the first moment when the promoted server confirms writes to the first acknowledged call */
  readonly firstSuccessMs: number
  /** from the loss to the first acknowledged call */
  readonly silenceMs: number
  /** connections of the service to an old primary that ran again; they must be gone */
  readonly connectionsToOld: number
}

/** As long as a watchdog takes to notice (ms). */
const NOTICE_MS = 500
/** between the switch of the address and the promotion, where the address comes first */
const READ_ONLY_MS = 500
const WAIT_MS = 60_000
const DROPPED_MS = 10_000

/** Loses the primary again and again; the standby takes over, the old primary follows it. */
export async function runFailovers(
  plan: readonly PlannedFailover[],
  site: FailoverSite,
): Promise<FailoverOutcome[]> {
  const outcomes: FailoverOutcome[] = []
  let [primary, standby] = [site.cluster.primary, site.cluster.standby]
  for (const [index, planned] of plan.entries()) {
    await setTimeout(planned.pauseMs)
    const outcome = await failOver(planned, primary, standby, site)
    outcomes.push(outcome)
    const { loss, isAddressFirst, isStrict, firstSuccessMs, silenceMs } = outcome
    site.onLine(
      `${index + 1} of ${plan.length}: ${primary.name} ${loss}` +
        `${isAddressFirst ? ', address first' : ''}${isStrict ? ', strict' : ''}: ` +
        `first success after ${firstSuccessMs} ms, silence ${silenceMs} ms`,
    )
    ;[primary, standby] = [standby, primary]
  }
  return outcomes
}

async function failOver(
  planned: PlannedFailover,
  old: PostgresNode,
  next: PostgresNode,
  site: FailoverSite,
): Promise<FailoverOutcome> {
  const { cluster, way, acknowledged } = site
  const lostAt = performance.now()
  await (planned.loss === 'killed' ? old.kill() : old.freeze())
  await setTimeout(NOTICE_MS)
  await setSynchronous(next, planned.isStrict ? '*' : '')
  if (planned.isAddressFirst) {
    way.switchTo(next.socketPath)
    await setTimeout(READ_ONLY_MS)
  }
  // The answers to what the old primary has confirmed have arrived by now.
  const before = acknowledged()
  await next.query('select pg_promote(true, 60)')
  // Where commits wait for a standby, nothing is written before it is there.
  let writableAt = performance.now()
  way.switchTo(next.socketPath)
  if (planned.isStrict) {
    await old.kill()
    await cluster.follow(old, next)
    await waitForSynchronousStandby(next)
    writableAt = performance.now()
  }
  await settledOrTimeout(() => acknowledged() > before, 'an acknowledged call', WAIT_MS)
  const now = performance.now()
  const connectionsToOld =
    planned.loss === 'frozen' && planned.thaws && !planned.isStrict
      ? await countConnectionsOnceThawed(old, way)
      : 0
  if (!planned.isStrict) {
    await old.kill()
    await cluster.follow(old, next)
    await setSynchronous(next, '*')
    await waitForSynchronousStandby(next)
  }
  return {
    ...planned,
    firstSuccessMs: Math.max(0, Math.round(now - writableAt)),
    silenceMs: Math.round(now - lostAt),
    connectionsToOld,
  }
}

/** Those that stay open although the address leads to another server; none within a while is right. */
async function countConnectionsOnceThawed(old: PostgresNode, way: SwitchableWay): Promise<number> {
  await old.thaw()
  const open = () => way.openTo(old.socketPath)
  await settledOrTimeout(() => open() === 0, 'no connection', DROPPED_MS).catch(() => undefined)
  return open()
}
