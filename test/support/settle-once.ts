import type { Pool } from 'pg'
import { createEventReader } from '../../lib/store/deliver/event-reader.ts'
import type { Settlement } from '../../lib/store/deliver/settlement.ts'
import { createSettler } from '../../lib/store/deliver/settler.ts'
import type { StartedDelivery } from '../../lib/store/record/started-delivery.ts'

/** A completed attempt without a report; the lane goes on. */
export function completed(delivery: StartedDelivery): Settlement {
  return {
    delivery,
    outcome: 'completed',
    next: { state: 'completed' },
    countedAttempts: delivery.countedAttempts + 1,
    reasonCode: null,
    error: null,
    log: [],
    calls: [],
    targetFault: false,
    startNext: true,
  }
}

/** The reader of events and the settler of an instance, as the service makes them. */
export function settlerOf(pool: Pool, instanceId: string, leaseMs: number) {
  const now = () => performance.now()
  const events = createEventReader(pool, { bodyLimitBytes: 1_000_000, retryMs: 1_000, now })
  const onFailure = () => undefined
  const settle = createSettler({ pool, events, instanceId, leaseMs, now, onFailure })
  return { events, settle }
}
