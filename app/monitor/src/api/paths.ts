import type { DeliveryKey } from './shapes.ts'

/** Path of a delivery below the operations API. */
export function deliveryPath({ messageId, ordinal, handler, run }: DeliveryKey): string {
  return `/deliveries/${messageId}/${ordinal}/${encodeURIComponent(handler)}/${run}`
}
