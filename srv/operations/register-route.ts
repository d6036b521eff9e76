import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import type { Grant } from '../../lib/auth/caller.ts'
import { requireGrant } from '../../lib/auth/grants.ts'
import { asReader } from '../../lib/encryption/blocked-data.ts'
import { redactRecords } from '../../lib/masking/redact-records.ts'
import { identify } from '../http/authenticate-request.ts'
import type { BodyRoom } from '../http/body-budget.ts'
import { callRecordOf } from '../http/call-record.ts'
import { sendContinue } from '../http/expect-continue.ts'
import { noteRefusal } from '../http/refusals.ts'
import { answerRefusal } from './answer-refusal.ts'
import type { AnswerRoom } from './answer-room.ts'
import { checkRequest } from './check-request.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { readJson, readLargeJson } from './read-json.ts'
import { NO_CONTENT, type RawAnswer, type Route, type StreamAnswer } from './route.ts'
import { sendStream } from './send-stream.ts'

/** Limit of the wait for memory for the body (ms). */
const PATIENCE_MS = 10_000

const nothing = z.strictObject({})

/** Registers a route: authenticate, read, check, handle, answer. The answer has declared fields only. */
export function registerRoute(
  router: Router,
  route: Route,
  deps: OperationsDeps,
  answers: AnswerRoom,
): void {
  const { authenticator, onInternalError } = deps
  const redacted = redactRecords(deps.fields)
  const { params = nothing, query = nothing, body = nothing } = route
  const answer = async (request: Request, response: Response): Promise<void> => {
    const record = callRecordOf(response)
    let wanted: Grant = route.grant
    const room = deps.bodies.open(PATIENCE_MS)
    try {
      const { caller, credential } = await identify(deps, request)
      record.caller = caller
      const needs = (grant: Grant) => {
        wanted = grant
        requireGrant(caller, grant)
      }
      needs(route.grant)
      sendContinue(request, response)
      const sentBody = await readSent(route, request, response, deps, room)
      const given = { params: request.params, query: request.query, body: sentBody }
      const checked = checkRequest({ params, query, body }, given)
      // The caller disconnected: building the answer would only delay others.
      if (route.isLarge === true && !(await answers.toBuild(response))) return
      const call = { ...checked, caller, credential, needs }
      const seesBlocked = caller.grants.has('Forget')
      const result = await asReader(seesBlocked, () => route.handle(call as never))
      if (isStream(result)) {
        await asReader(seesBlocked, () => sendStream(response, result))
        return
      }
      if (result === NO_CONTENT) {
        response.status(204).end()
        return
      }
      const sent = contentOf(route, result, redacted)
      if (!(await answers.toSend(response, Buffer.byteLength(sent)))) return
      response.status(route.status ?? 200)
      if (typeof sent === 'string') response.type('json').send(sent)
      else sendBytes(response, result as RawAnswer)
    } catch (error) {
      if (response.headersSent) {
        // A stream broke off: the caller must not take it for complete.
        response.destroy()
        onInternalError(error, record.correlationId)
        return
      }
      if (!request.complete) response.setHeader('Connection', 'close')
      const { caller, correlationId } = record
      const scopes = caller === null ? [] : authenticator.scopesFor(caller, wanted)
      const { status, code, advice } = answerRefusal(response, error, scopes, wanted)
      noteRefusal(response, { code, message: advice }, scopes)
      if (status === 500) onInternalError(error, correlationId)
    } finally {
      room.close()
    }
  }
  router[route.method](expressPath(route.path), answer)
}

function isStream(result: unknown): result is StreamAnswer {
  return typeof result === 'object' && result !== null && 'chunks' in result
}

/** JSON without undeclared fields, or stored bytes. Only a recorded reveal is not redacted. */
function contentOf(
  { result: schema }: Route,
  result: unknown,
  redacted: ReturnType<typeof redactRecords>,
): string | Buffer {
  if (schema === null) return (result as RawAnswer).bytes
  const { revealed } = result as { readonly revealed?: unknown }
  return JSON.stringify(schema.parse(result), revealed === true ? undefined : redacted)
}

async function readSent(
  { method, takesBodies = false }: Route,
  request: Request,
  response: Response,
  { bodyLimitBytes }: OperationsDeps,
  room: BodyRoom,
): Promise<unknown> {
  if (method !== 'post') return {}
  if (takesBodies) return readLargeJson(request, response, bodyLimitBytes, room)
  return readJson(request, response)
}

/** Browsers must not run stored bytes. */
function sendBytes(response: Response, { bytes, fileName = 'body.bin', type }: RawAnswer): void {
  response
    .set('Content-Disposition', `attachment; filename="${fileName}"`)
    .type(type ?? 'application/octet-stream')
    .send(bytes)
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
