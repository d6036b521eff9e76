import type { Delivery, Lane } from '../api/shapes.ts'

type Head = NonNullable<Lane['head']>

/** The head of a parked lane as a delivery. It holds its place, so no later run of it exists. */
export function deliveryOfHead(
  head: Head,
  handler: string,
): Head & Pick<Delivery, 'handler' | 'holdsPlace' | 'leaseEnded' | 'latestRun'> {
  return { ...head, handler, holdsPlace: true, leaseEnded: false, latestRun: head.run }
}
