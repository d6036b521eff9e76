import { actionRoutes } from './actions.ts'
import { attemptRoutes } from './attempts.ts'
import { deliveryRoutes } from './deliveries.ts'
import { deliveryActionRoutes } from './delivery-actions.ts'
import { editRoutes } from './edits.ts'
import { eventRoutes } from './events.ts'
import { handlerRoutes } from './handlers.ts'
import { laneRoutes } from './lanes.ts'
import { messageActionRoutes } from './message-actions.ts'
import { messageRoutes } from './messages.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { refusalRoutes } from './refusals.ts'
import { repairRoutes } from './repairs.ts'
import type { Route } from './route.ts'
import { statsRoutes } from './stats.ts'
import { subjectRoutes } from './subjects.ts'

/** Every route of the operations API, declared once. */
export function operationsRoutes(parts: OperationsDeps): Route[] {
  return [
    ...messageRoutes(parts),
    ...messageActionRoutes(parts),
    ...repairRoutes(parts),
    ...eventRoutes(parts),
    ...deliveryRoutes(parts),
    ...editRoutes(parts),
    ...deliveryActionRoutes(parts),
    ...attemptRoutes(parts),
    ...laneRoutes(parts),
    ...subjectRoutes(parts),
    ...handlerRoutes(parts),
    ...actionRoutes(parts),
    ...refusalRoutes(parts),
    ...statsRoutes(parts),
  ]
}
