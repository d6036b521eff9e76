import type { Request, Response } from 'express'
import { requireGrant } from '../../lib/auth/grants.ts'
import { readLiveState } from '../../lib/store/stats/live-state.ts'
import { type Identified, identify } from '../http/authenticate-request.ts'
import { callRecordOf } from '../http/call-record.ts'
import { noteRefusal } from '../http/refusals.ts'
import { answerRefusal } from './answer-refusal.ts'
import { createStreamPlaces } from './live-places.ts'
import type { OperationsDeps } from './operations-deps.ts'

/**
 * Without a change, every nth look sends a heartbeat. It shows the listener that connection and
 * database work, and keeps proxies from closing an idle connection.
 */
const LOOKS_PER_HEARTBEAT = 5
/** A listener is disconnected after this time, and authenticates again (ms). */
const LONGEST_MS = 10 * 60_000
/** Sessions are checked at this interval (ms), tokens at each look: a cached token costs nothing. */
const SESSION_CHECK_MS = 15_000
const RETRY_MS = 2_000

interface Listener {
  readonly request: Request
  readonly response: Response
  readonly credential: string
  /** when to disconnect (ms) */
  readonly endsAt: number
  /** when to check its token or session again (ms) */
  checkAt: number
}

/**
 * Server-sent events (HTML, section 9.2). They tell pages that the state has changed, at most once
 * every `liveMs`. A new connection gets the current state first, so a reconnecting page misses
 * nothing. A stream ends when its token or session does.
 */
export function liveRoute(deps: OperationsDeps) {
  const feed = createFeed(deps)
  return async (request: Request, response: Response): Promise<void> => {
    try {
      const identified = await admit(deps, request)
      callRecordOf(response).caller = identified.caller
      await feed.listen(request, response, identified)
    } catch (error) {
      const { code, advice } = answerRefusal(response, error, [], 'Monitor')
      noteRefusal(response, { code, message: advice })
    }
  }
}

async function admit(deps: OperationsDeps, request: Request): Promise<Identified> {
  const identified = await identify(deps, request, { isActivity: false })
  requireGrant(identified.caller, 'Monitor')
  return identified
}

function createFeed(deps: OperationsDeps) {
  const { now } = deps
  const listeners = new Set<Listener>()
  const places = createStreamPlaces()
  let timer: NodeJS.Timeout | null = null
  let last = ''
  let looks = 0
  let looking = false

  const readState = async () => JSON.stringify(await readLiveState(deps.pool))
  const nextCheck = ({ isSession }: Identified) => now() + (isSession ? SESSION_CHECK_MS : 0)

  async function look(): Promise<void> {
    for (const listener of listeners) {
      if (deps.isStopping()) leave(listener)
      else void check(listener)
    }
    if (looking || listeners.size === 0) return
    looking = true
    try {
      looks += 1
      const state = await readState()
      if (state !== last) broadcast(`event: change\ndata: ${state}\n\n`)
      else if (looks % LOOKS_PER_HEARTBEAT === 0) broadcast('event: unchanged\ndata: {}\n\n')
      last = state
    } catch (error) {
      deps.onInternalError(error, '')
    } finally {
      looking = false
    }
  }

  /** Any failure ends the stream: the page reconnects and gets the error as an answer. */
  async function check(listener: Listener): Promise<void> {
    if (now() >= listener.endsAt) return leave(listener)
    if (now() < listener.checkAt) return
    listener.checkAt = Number.POSITIVE_INFINITY
    try {
      listener.checkAt = nextCheck(await admit(deps, listener.request))
    } catch {
      leave(listener)
    }
  }

  /** Disconnects listeners that do not read. */
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

  return {
    async listen(request: Request, response: Response, identified: Identified): Promise<void> {
      const { credential } = identified
      const state = await readState()
      // A closed connection emits no further event: it must not keep a place.
      if (response.destroyed) return
      places.take(credential)
      const endsAt = now() + LONGEST_MS
      const listener = { request, response, credential, endsAt, checkAt: nextCheck(identified) }
      listeners.add(listener)
      response.once('close', () => leave(listener))
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(`retry: ${RETRY_MS}\nevent: change\ndata: ${state}\n\n`)
      // A look that ran meanwhile did not reach this listener: the next one must.
      if (state !== last) last = ''
      timer ??= setInterval(() => void look(), deps.liveMs).unref()
    },
  }
}
