import type { ConnectionStep } from '../../api/monitor-shapes.ts'

type Step = Pick<ConnectionStep, 'id' | 'state'>

/** The steps whose state has changed. */
export function changedSteps<Of extends Step>(
  before: readonly Step[],
  now: readonly Of[],
): readonly Of[] {
  const states = new Map(before.map(({ id, state }) => [id, state]))
  return now.filter(({ id, state }) => states.has(id) && states.get(id) !== state)
}
