import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import type { Caller, Grant } from '../../lib/auth/caller.ts'
import { requireGrant } from '../../lib/auth/grants.ts'
import { redactRecords } from '../../lib/masking/redact-records.ts'
import { sendContinue } from '../expect-continue.ts'
import { identify } from '../identify.ts'
import { noteRefusal } from '../refusals.ts'
import { answerRefusal } from './answer-refusal.ts'
import { checkRequest } from './check-request.ts'
import type { OperationsParts } from './parts.ts'
import { readJson } from './read-json.ts'
import type { RawAnswer, Route } from './route.ts'

const nothing = z.strictObject({})

/** Puts a route in front of its handler: let in, read, check; then answer only what it declares. */
export function registerRoute(router: Router, route: Route, parts: OperationsParts): void {
  const { authenticator, onInternalError } = parts
  const redacted = redactRecords(parts.fields)
  const { params = nothing, query = nothing, body = nothing } = route
  const answer = async (request: Request, response: Response): Promise<void> => {
    let caller: Caller | null = null
    let wanted: Grant = route.grant
    try {
      const { caller: authenticated, credential } = await identify(parts, request)
      caller = authenticated
      response.locals.clientId = authenticated.clientId
      const needs = (grant: Grant) => {
        wanted = grant
        requireGrant(authenticated, grant)
      }
      needs(route.grant)
      sendContinue(request, response)
      const sent = route.method === 'post' ? await readJson(request, response) : {}
      const given = { params: request.params, query: request.query, body: sent }
      const checked = checkRequest({ params, query, body }, given)
      const call = { ...checked, caller: authenticated, credential, needs }
      const result = await route.handle(call as never)
      response.status(route.status ?? 200)
      if (route.result === null) sendBytes(response, result as RawAnswer)
      // What a schema does not name is left out: nothing leaves by accident.
      else response.type('json').send(JSON.stringify(route.result.parse(result), redacted))
    } catch (error) {
      if (!request.complete) response.setHeader('Connection', 'close')
      const scopes = caller === null ? [] : authenticator.scopesFor(caller, wanted)
      const { status, code, advice } = answerRefusal(response, error, scopes, wanted)
      noteRefusal(response, { code, message: advice }, caller, scopes)
      if (status === 500) onInternalError(error, response.locals.correlationId ?? '')
    }
  }
  router[route.method](expressPath(route.path), answer)
}

/** Whatever it is, no browser is to run it. */
function sendBytes(response: Response, { bytes }: RawAnswer): void {
  response
    .set('Content-Disposition', 'attachment; filename="body.bin"')
    .type('application/octet-stream')
    .send(bytes)
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
