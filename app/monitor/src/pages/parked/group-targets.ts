import { type ManyTarget, manyDeliveries } from '../../actions/act.ts'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'

/**
 * What an action on a group is done with. The API chooses by handler and reason, not by error: where
 * groups share those, the lanes of this one are named one by one as far as they are known.
 */
export function targetsOf(
  kind: 'replay' | 'skip',
  group: ParkedGroup,
  groups: readonly ParkedGroup[],
): readonly ManyTarget[] {
  const { handler, reason, subjects, lanes } = group
  const of = { handler, state: 'failed', open: true, ...(reason === null ? {} : { reason }) }
  const alike = groups.filter((other) => other.handler === handler && other.reason === reason)
  if (alike.length > 1 && subjects.length === lanes) {
    return subjects.map(({ id }) => manyDeliveries(kind, { ...of, subject: id }))
  }
  return [manyDeliveries(kind, of)]
}
