import type { Vault } from '../../../lib/encryption/vault.ts'
import { createPool, type Pool } from '../../../lib/store/db/database.ts'
import { withVault } from '../filled/bench-vault.ts'
import { fillDatabase } from '../filled/fill-database.ts'
import { digestOfEmployee } from '../filled/fill-persons.ts'
import { createFilledDatabase, MUCH, NOTHING } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { FIRST_EMPLOYEE } from '../load/message-template.ts'
import { median } from '../load/percentile.ts'
import type { BenchDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { type BulkOptions, type BulkTimes, processBulk } from './process-bulk.ts'

export interface FlatCost {
  /** claim and settle per delivery, filled ÷ empty: median of the rounds */
  readonly ratio: number
  readonly rounds: readonly number[]
  readonly filled: CostOfOne
  readonly empty: CostOfOne
}

/** Of one delivery (µs): medians of the rounds. */
export interface CostOfOne {
  readonly claimUs: number
  readonly settleUs: number
}

/** Plans settle in the first executions, pages come into memory. */
const WARM_UP_ROUNDS = 3
const ROUNDS = 15
const CONCURRENCY = 100
const CLAIMS = 2
const DELIVERIES_PER_LANE = 5
const INSTANCE = '00000000-0000-7000-8000-000000000001'

/** Each round finds the same lanes in both databases, as many as are claimed. */
const ROUND: Filling = {
  ...NOTHING,
  subjects: CLAIMS * CONCURRENCY,
  firstSubject: MUCH.subjects,
  waiting: CLAIMS * CONCURRENCY * DELIVERIES_PER_LANE,
}
/** Lanes are claimed in the order in which they became due. */
function dueFirst(vault: Vault): string {
  const digests = Array.from({ length: ROUND.subjects }, (_, n) =>
    digestOfEmployee(vault, FIRST_EMPLOYEE + ROUND.firstSubject + n),
  )
  return `
    update lane set due_at = due_at - interval '1 day' from subject
    where subject.id = lane.subject_id and lane.waiting > 0
      and subject.key_digest = any('{${digests}}'::uuid[])`
}

/** The same work, in turn, in a database full of other things and in one that holds nothing else. */
export function measureFlatCost(stage: Stage, filled: BenchDatabase): Promise<FlatCost> {
  return withVault(stage, (vault) => measureWith(vault, stage, filled))
}

async function measureWith(vault: Vault, stage: Stage, filled: BenchDatabase): Promise<FlatCost> {
  const empty = await createFilledDatabase(stage, 'nearly_empty', NOTHING)
  const pools = [poolOf(filled), poolOf(empty)] as const
  try {
    const work = {
      instanceId: INSTANCE,
      handlerIds: [1, 2],
      concurrency: CONCURRENCY,
      claims: CLAIMS,
      deliveriesPerLane: DELIVERIES_PER_LANE,
    }
    const rounds: (readonly [BulkTimes, BulkTimes])[] = []
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
      const firstSequence = 1 + MUCH.finished + MUCH.waiting + round * ROUND.waiting
      for (const database of [filled, empty]) {
        await fillDatabase(vault, database, { ...ROUND, firstSequence })
        await database.run(dueFirst(vault))
      }
      const measured = await inTurn(pools, work, round % 2 === 0)
      if (round >= WARM_UP_ROUNDS) rounds.push(measured)
    }
    const ratios = rounds.map(([much, little]) => costOf(much) / costOf(little))
    return {
      ratio: median(ratios),
      rounds: ratios,
      filled: costOfOne(rounds.map(([much]) => much)),
      empty: costOfOne(rounds.map(([, little]) => little)),
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.end()))
    await empty.drop()
  }
}

async function inTurn(
  [filled, empty]: readonly [Pool, Pool],
  work: BulkOptions,
  filledFirst: boolean,
): Promise<readonly [BulkTimes, BulkTimes]> {
  if (filledFirst) return [await processBulk(filled, work), await processBulk(empty, work)]
  const little = await processBulk(empty, work)
  return [await processBulk(filled, work), little]
}

function costOf({ claimMs, settleMs }: BulkTimes): number {
  return claimMs + settleMs
}

function costOfOne(rounds: readonly BulkTimes[]): CostOfOne {
  const each = (ms: (round: BulkTimes) => number) =>
    median(rounds.map((round) => (ms(round) * 1_000) / round.deliveries))
  return { claimUs: each(({ claimMs }) => claimMs), settleUs: each(({ settleMs }) => settleMs) }
}

/** Connections as the service's own. */
function poolOf({ url }: BenchDatabase): Pool {
  const options = { name: 'bench', max: 2, pipeline: true, onError: () => undefined }
  return createPool({ kind: 'url', url, ca: null }, options)
}
