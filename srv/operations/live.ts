import type { Request, Response } from 'express'
import { requireGrant } from '../../lib/auth/grants.ts'
import { type LiveState, readLiveState } from '../../lib/store/figures/live-state.ts'
import { type Identified, identify } from '../http/authenticate-request.ts'
import { callRecordOf } from '../http/call-record.ts'
import { noteRefusal } from '../http/refusals.ts'
import { answerRefusal } from './answer-refusal.ts'
import { createStreamPlaces, type StreamPlaces } from './live-places.ts'
import type { OperationsDeps } from './operations-deps.ts'

/** How often it is looked whether something has changed, while somebody listens (ms). */
const LOOK_MS = 1_000
/**
 * A sign of life every so many looks (s): a listener knows by it that the connection and the database
 * work, and a proxy that closes what is silent keeps it open.
 */
const LOOKS_PER_SIGN = 5
/** A listener comes again after so long, and shows who it is again (ms). */
const LONGEST_MS = 10 * 60_000
/** A token is verified again at each look, which asks nobody while it is remembered; a session is read. */
const SESSION_CHECK_MS = 15_000
const RETRY_MS = 2_000

interface Listener {
  readonly request: Request
  readonly response: Response
  readonly credential: string
  /** it is let go then (ms) */
  readonly endsAt: number
  /** its token or session is looked at again then (ms) */
  checkAt: number
}

/**
 * Server-sent events (HTML, section 9.2): tells pages that something has changed, at most once a second,
 * and never what. Whoever lost the connection is told the present state first, and so misses nothing.
 * A stream ends with the token or the session with which it was opened.
 */
export function liveRoute(parts: OperationsDeps) {
  const { now } = parts
  const listeners = new Set<Listener>()
  const places: StreamPlaces = createStreamPlaces()
  let timer: NodeJS.Timeout | null = null
  let last = ''
  let looks = 0
  let looking = false

  async function look(): Promise<void> {
    if (parts.isStopping()) return end()
    for (const listener of listeners) void check(listener)
    if (looking) return
    looking = true
    try {
      looks += 1
      const state = textOf(await readLiveState(parts.pool))
      if (state !== last) broadcast(`event: change\ndata: ${state}\n\n`)
      else if (looks % LOOKS_PER_SIGN === 0) broadcast('event: unchanged\ndata: {}\n\n')
      last = state
    } catch (error) {
      parts.onInternalError(error, '')
    } finally {
      looking = false
    }
  }

  /** Whatever keeps it from being let in again ends the stream: its page comes back, and is told. */
  async function check(listener: Listener): Promise<void> {
    if (now() >= listener.endsAt) return leave(listener)
    if (now() < listener.checkAt) return
    listener.checkAt = Number.POSITIVE_INFINITY
    try {
      listener.checkAt = nextCheck(await letIn(listener.request))
    } catch {
      leave(listener)
    }
  }

  async function letIn(request: Request): Promise<Identified> {
    const identified = await identify(parts, request, { isActivity: false })
    requireGrant(identified.caller, 'Monitor')
    return identified
  }

  function nextCheck({ isSession }: Identified): number {
    return now() + (isSession ? SESSION_CHECK_MS : 0)
  }

  /** One that does not read what it is sent is let go: it comes again. */
  function broadcast(text: string): void {
    for (const listener of listeners) if (!listener.response.write(text)) leave(listener)
  }

  function leave(listener: Listener): void {
    if (!listeners.delete(listener)) return
    places.leave(listener.credential)
    listener.response.end()
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }

  async function listen(request: Request, response: Response): Promise<void> {
    const identified = await letIn(request)
    const { credential, caller } = identified
    callRecordOf(response).caller = caller
    const state = textOf(await readLiveState(parts.pool))
    // Whoever has gone meanwhile closes no more: it must not keep a place.
    if (response.destroyed) return
    places.take(credential)
    const endsAt = now() + LONGEST_MS
    const listener = { request, response, credential, endsAt, checkAt: nextCheck(identified) }
    listeners.add(listener)
    response.once('close', () => leave(listener))
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(`retry: ${RETRY_MS}\nevent: change\ndata: ${state}\n\n`)
    // What changed between the reading and now was told to the others alone.
    if (state !== last) last = ''
    timer ??= setInterval(() => void look(), LOOK_MS).unref()
  }

  /** A stop waits for nobody who only listens. */
  function end(): void {
    for (const listener of [...listeners]) leave(listener)
  }

  return async (request: Request, response: Response): Promise<void> => {
    try {
      await listen(request, response)
    } catch (error) {
      const { code, advice } = answerRefusal(response, error, [], 'Monitor')
      noteRefusal(response, { code, message: advice })
    }
  }
}

function textOf(state: LiveState): string {
  return JSON.stringify(state)
}
