import { type ManyTarget, manyDeliveries } from '../../actions/act.ts'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'

/** What an action on a group is done with: what failed for the same cause, and nothing else. */
export function targetsOf(
  kind: 'replay' | 'skip',
  group: ParkedGroup,
  company: string,
): readonly ManyTarget[] {
  const { handler, reason, cause } = group
  const of = { handler, state: 'failed', open: true }
  return [
    manyDeliveries(kind, {
      ...of,
      ...(reason === null ? {} : { reason }),
      ...(cause === null ? {} : { cause }),
      ...(company === '' ? {} : { company }),
    }),
  ]
}
