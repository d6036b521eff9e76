import { listColumns } from '../db/list-columns.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'

/** Keys of deliveries as parameters. */
export const deliveryKeys = listColumns<DeliveryKey>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int' },
})
