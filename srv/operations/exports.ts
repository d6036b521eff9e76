import { exportActionsRoute } from './export-actions.ts'
import { exportMessagesRoute } from './export-messages.ts'
import { createExportRoom } from './export-room.ts'
import type { OperationsDeps } from './operations-deps.ts'
import type { Route } from './route.ts'

/** Lists as files. All kinds share the room. */
export function exportRoutes(deps: OperationsDeps): Route[] {
  const room = createExportRoom()
  return [exportMessagesRoute(deps, room), exportActionsRoute(deps, room)]
}
