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

/** What an action on all that is parked is done with, of a company where one is looked at. */
export function everythingParked(kind: 'replay', company: string): ManyTarget {
  const all = { state: 'failed', open: true }
  return manyDeliveries(kind, company === '' ? all : { ...all, company })
}
