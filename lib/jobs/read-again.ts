import { decodeAgain } from './decode-again.ts'
import type { RecordStoredOptions } from './record-stored.ts'
import { type RepairOrder, repairMessage } from './repair-message.ts'

/** What operators can do with messages that could not be read. */
export function readAgain(options: RecordStoredOptions) {
  return {
    decodeAgain: (ids: readonly string[], actionId: string) => decodeAgain(options, ids, actionId),
    repair: (order: RepairOrder) => repairMessage(options, order),
  }
}
