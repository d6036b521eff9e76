import type { ClaimedLanes } from '../../../lib/dispatch/handler-slots.ts'
import type { LaneClaim } from '../../../lib/store/deliver/claim-lanes.ts'
import type { ReservedSlot } from '../../../lib/store/record/start-gate.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import { dispatcherOf, NOTHING } from './some-dispatcher.ts'

/** One due lane of handler 1. */
export const ONE = new Map([[1, 1]])

/** Functions that end the open work of a test. */
const open: (() => void)[] = []

/** Ends the runs and dispatchers of a test. */
export function endAll(): void {
  for (const end of open.splice(0)) end()
}

/** Runs until the test ends it, or is over itself. */
export const untilEnded = () => new Promise<void>((resolve) => open.push(resolve))

/** A dispatcher whose claims find what the test puts there. */
export function bedOf(
  concurrency: number,
  run: () => unknown = () => undefined,
  committed?: () => Promise<void>,
) {
  const asked: number[] = []
  const due: (ClaimedLanes | Promise<ClaimedLanes>)[] = []
  const claim = async ([claim]: readonly LaneClaim[]) => {
    asked.push(claim?.slots ?? 0)
    return due.shift() ?? NOTHING
  }
  const made = dispatcherOf(claim, run, { concurrency }, { committed })
  open.push(() => void made.dispatcher.stop())
  return { ...made, asked, due }
}

/** The first claim has found nothing: recordings may start deliveries. */
export async function calmBed(...given: Parameters<typeof bedOf>) {
  const bed = bedOf(...given)
  bed.dispatcher.start()
  await settledOrTimeout(() => canReserve(bed), 'the first claim')
  return bed
}

export function canReserve({ dispatcher }: ReturnType<typeof bedOf>): boolean {
  const slot = dispatcher.reserve(1)
  slot?.giveBack()
  return slot !== null
}

export const reservedBy = ({ dispatcher }: ReturnType<typeof bedOf>, count: number) =>
  Array.from({ length: count }, () => {
    const slot = dispatcher.reserve(1) as ReservedSlot
    open.push(() => slot.giveBack())
    return slot
  })
