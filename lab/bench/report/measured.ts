import type { Arm } from '../arms/arm.ts'
import type { DrainRound } from '../before/drain.ts'
import type { AnswerToStart } from '../dispatch/answer-to-start.ts'
import type { Backlog } from '../dispatch/backlog.ts'
import type { Burst } from '../dispatch/burst.ts'
import type { FilterTimes } from '../filters/measure-filters.ts'
import type { FlatCost } from '../lanes/flat-cost.ts'
import type { HeldSnapshot } from '../lanes/held-snapshot.ts'
import type { ManyLanes } from '../lanes/many-lanes.ts'
import type { OneLane } from '../lanes/one-lane.ts'
import type { TokenCost } from '../tokens/token-cost.ts'
import type { TokenMemoryGrowth } from '../tokens/token-memory.ts'
import type { UnitCosts } from '../unit-costs/unit-costs.ts'
import type { Round } from './compare.ts'

/** Everything that a run brought; null = not measured in it. */
export interface Measured {
  readonly arms: readonly Arm[]
  readonly rounds: readonly Round[]
  /** the same backlog settled by an older commit and by this one */
  readonly drain: readonly DrainRound[] | null
  readonly start: AnswerToStart | null
  readonly burst: Burst | null
  readonly backlog: Backlog | null
  readonly manyLanes: ManyLanes | null
  readonly oneLane: OneLane | null
  readonly flat: FlatCost | null
  readonly snapshot: HeldSnapshot | null
  readonly unitCosts: UnitCosts | null
  readonly tokenCost: TokenCost | null
  readonly tokenMemory: TokenMemoryGrowth | null
  readonly filters: readonly FilterTimes[] | null
}
