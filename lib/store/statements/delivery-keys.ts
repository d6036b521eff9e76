import type { DeliveryKey } from '../started-delivery.ts'
import { listColumns } from './list-columns.ts'

/** Keys of deliveries as parameters. */
export const deliveryKeys = listColumns<DeliveryKey>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int' },
})
