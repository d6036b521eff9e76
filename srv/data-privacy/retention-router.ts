import express, { type Router } from 'express'
import { createAnswerRoom } from '../operations/answer-room.ts'
import type { OperationsDeps } from '../operations/operations-deps.ts'
import { registerRoute } from '../operations/register-route.ts'
import { retentionRoutes } from './retention-routes.ts'

/** REST for SAP Data Privacy Integration. Its answers have clear ids: the service must name persons. */
export function retentionRouter(deps: OperationsDeps): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  router.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    next()
  })
  const answers = createAnswerRoom()
  for (const route of retentionRoutes(deps)) registerRoute(router, route, deps, answers)
  return router
}
