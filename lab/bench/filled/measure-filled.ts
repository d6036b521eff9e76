import { type FilterTimes, measureFilters } from '../filters/measure-filters.ts'
import { type FlatCost, measureFlatCost } from '../lanes/flat-cost.ts'
import type { Stage } from '../stage/open-stage.ts'
import { createFilledDatabase, MUCH } from './filled-database.ts'

export interface MeasuredFilled {
  readonly flat: FlatCost | null
  readonly filters: readonly FilterTimes[] | null
}

/** Runs both measurements of the full database, because filling it takes longer than either. */
export async function measureFilled(
  stage: Stage,
  wanted: { readonly flat: boolean; readonly filters: boolean },
): Promise<MeasuredFilled> {
  if (!wanted.flat && !wanted.filters) return { flat: null, filters: null }
  const start = performance.now()
  const filled = await createFilledDatabase(stage, 'filled', MUCH)
  console.log(`filled a database in ${Math.round((performance.now() - start) / 1_000)} s`)
  try {
    const filters = wanted.filters ? await measureFilters(stage, filled) : null
    return { filters, flat: wanted.flat ? await measureFlatCost(stage, filled) : null }
  } finally {
    await filled.drop()
  }
}
