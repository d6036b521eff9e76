import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import { noteRefusal } from '../http/refusals.ts'
import { answerRefusal } from './answer-refusal.ts'
import { createAnswerRoom } from './answer-room.ts'
import { liveRoute } from './live.ts'
import { openApiDocument } from './openapi.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { operationsRoutes } from './operations-routes.ts'
import { registerRoute } from './register-route.ts'
import { RequestRefusal, routeNotFound } from './request-refusal.ts'
import { type Route, route } from './route.ts'

export function operationsRouter(deps: OperationsDeps): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  router.use(noStore)
  let document: unknown = null
  // Built at the first request, because it takes longer than the rest of the start.
  const describe = () => {
    document ??= openApiDocument(routes)
    return document
  }
  const routes: readonly Route[] = [...operationsRoutes(deps), documentRoute(describe)]
  const answers = createAnswerRoom()
  for (const declared of routes) registerRoute(router, declared, deps, answers)
  router.get('/live', liveRoute(deps))
  router.use((_request, response) => {
    const { code, advice } = answerRefusal(response, routeNotFound(), [])
    noteRefusal(response, { code, message: advice })
  })
  router.use(malformed)
  return router
}

function documentRoute(document: () => unknown): Route {
  return route({
    method: 'get',
    path: '/openapi.json',
    summary: 'This OpenAPI document',
    grant: 'Monitor',
    result: z.unknown(),
    handle: async () => document(),
  })
}

/** Answers contain personal data: caches must not store them. */
function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  next()
}

/** Express fails on an undecodable path before any route. */
function malformed(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if ((error as { status?: unknown }).status !== 400) {
    next(error)
    return
  }
  const message = 'expected a percent-encoded path in UTF-8, decoding failed: correct it'
  const refusal = new RequestRefusal(400, 'request_invalid', message, [])
  noteRefusal(response, refusal)
  answerRefusal(response, refusal, [])
}
