import { type ManyTarget, manyDeliveries } from '../../actions/act.ts'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'

/** The target of an action on a group: only deliveries that failed for the same cause. */
export function targetsOf(
  kind: 'replay' | 'skip',
  group: ParkedGroup,
  company: string,
): readonly ManyTarget[] {
  const { handler, reasonCode, cause } = group
  const of = { handler, state: 'failed', holdsPlace: true }
  return [
    manyDeliveries(kind, {
      ...of,
      ...(reasonCode === null ? {} : { reasonCode }),
      ...(cause === null ? {} : { cause }),
      ...(company === '' ? {} : { company }),
    }),
  ]
}

/** The target of an action on all parked deliveries, limited to the selected company. */
export function everythingParked(kind: 'replay', company: string): ManyTarget {
  const all = { state: 'failed', holdsPlace: true }
  return manyDeliveries(kind, company === '' ? all : { ...all, company })
}
