import { decodeAgain } from '../../lib/jobs/decode-again.ts'
import { handOver } from '../../lib/jobs/hand-over.ts'
import { type RepairOrder, repairMessage } from '../../lib/jobs/repair-message.ts'
import type { Pool } from '../../lib/store/db/database.ts'
import type { ServiceContext } from './service-context.ts'

/** Actions on stored messages, over the connections of one use. */
export function messageWork(pool: Pool, { config, handlers, recording, audit }: ServiceContext) {
  const options = { pool, handlers, senders: config.typeSenders, recording }
  return {
    decodeAgain: (ids: readonly string[], actionId: string) => decodeAgain(options, ids, actionId),
    handOver: (ids: readonly string[], actionId: string) => handOver(options, ids, actionId),
    repair: (order: RepairOrder) => repairMessage({ ...options, audit }, order),
  }
}
