import { actionRoutes } from './actions.ts'
import { chartRoutes } from './charts.ts'
import { deliveryRoutes } from './deliveries.ts'
import { deliveryActionRoutes } from './delivery-actions.ts'
import { eventRoutes } from './events.ts'
import { exportRoutes } from './exports.ts'
import { forgettingRoutes } from './forgetting.ts'
import { handlerRoutes } from './handlers.ts'
import { holdRoutes } from './holds.ts'
import { keptRoutes } from './kept.ts'
import { messageActionRoutes } from './message-actions.ts'
import { messageRoutes } from './messages.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { refusalRoutes } from './refusals.ts'
import { repairRoutes } from './repairs.ts'
import { retentionRoute } from './retention.ts'
import type { Route } from './route.ts'
import { statsRoutes } from './stats.ts'
import { subjectRoutes } from './subjects.ts'

/** All routes of the operations API, apart from the live stream. */
export function operationsRoutes(deps: OperationsDeps): Route[] {
  return [
    ...messageRoutes(deps),
    ...exportRoutes(deps),
    ...messageActionRoutes(deps),
    ...repairRoutes(deps),
    ...eventRoutes(deps),
    ...deliveryRoutes(deps),
    ...deliveryActionRoutes(deps),
    ...subjectRoutes(deps),
    ...forgettingRoutes(deps),
    ...handlerRoutes(deps),
    ...holdRoutes(deps),
    ...actionRoutes(deps),
    ...refusalRoutes(deps),
    ...statsRoutes(deps),
    ...chartRoutes(deps),
    retentionRoute(deps),
    ...keptRoutes(deps),
  ]
}
