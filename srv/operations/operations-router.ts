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
import { notFound, RequestRefusal } from './request-refusal.ts'
import { type Route, route } from './route.ts'

/** The operations API: what was received, what became of it, and what an operator does about it. */
export function operationsRouter(parts: OperationsDeps): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  router.use(noStore)
  let document: unknown = null
  // Made when somebody asks: it takes longer than all the rest of a start.
  const describe = () => {
    document ??= openApiDocument(routes, 'v1')
    return document
  }
  const routes: readonly Route[] = [...operationsRoutes(parts), documentRoute(describe)]
  const answers = createAnswerRoom()
  for (const declared of routes) registerRoute(router, declared, parts, answers)
  router.get('/live', liveRoute(parts))
  router.use((_request, response) => {
    const { code, advice } = answerRefusal(response, notFound('a route'), [])
    noteRefusal(response, { code, message: advice })
  })
  router.use(malformed)
  return router
}

function documentRoute(document: () => unknown): Route {
  return route({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    grant: 'Monitor',
    result: z.unknown(),
    handle: async () => document(),
  })
}

/** Answers hold what belongs to persons: no cache keeps them. */
function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  next()
}

/** A path that cannot be decoded never reaches a route. */
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
  const message = 'expected a path in UTF-8 with percent signs, it cannot be read: correct it'
  const refusal = new RequestRefusal(400, 'request_invalid', message, [])
  noteRefusal(response, refusal)
  answerRefusal(response, refusal, [])
}
