import type { Request, Response } from 'express'
import { requireGrant } from '../../lib/auth/grants.ts'
import { type LiveState, readLiveState } from '../../lib/store/figures/live-state.ts'
import { identify } from '../identify.ts'
import { noteRefusal } from '../refusals.ts'
import { answerRefusal } from './answer-refusal.ts'
import type { OperationsParts } from './parts.ts'

/** How often it is looked whether something has changed, while somebody listens (ms). */
const LOOK_MS = 1_000
/** Proxies close what is silent; a comment every so many looks keeps it open. */
const LOOKS_PER_COMMENT = 15
/** A listener comes again after so long, and shows who it is again (ms). */
const LONGEST_MS = 10 * 60_000
const RETRY_MS = 2_000
const MAX_LISTENERS = 200

/**
 * Server-sent events (HTML, section 9.2): tells pages that something has changed, at most once a second,
 * and never what. Whoever lost the connection is told the present state first, and so misses nothing.
 */
export function liveRoute(parts: OperationsParts) {
  const listeners = new Set<Response>()
  let timer: NodeJS.Timeout | null = null
  let last = ''
  let looks = 0
  let looking = false

  async function look(): Promise<void> {
    if (parts.isStopping()) return end()
    if (looking) return
    looking = true
    try {
      looks += 1
      const state = textOf(await readLiveState(parts.pool))
      if (state !== last) broadcast(`event: change\ndata: ${state}\n\n`)
      else if (looks % LOOKS_PER_COMMENT === 0) broadcast(': nothing new\n\n')
      last = state
    } catch (error) {
      parts.onInternalError(error, '')
    } finally {
      looking = false
    }
  }

  /** One that does not read what it is sent is let go: it comes again. */
  function broadcast(text: string): void {
    for (const listener of listeners) if (!listener.write(text)) leave(listener)
  }

  function leave(listener: Response): void {
    if (!listeners.delete(listener)) return
    listener.end()
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }

  async function listen(request: Request, response: Response): Promise<void> {
    const { caller } = await identify(parts, request, { isActivity: false })
    response.locals.clientId = caller.clientId
    requireGrant(caller, 'Monitor')
    const state = textOf(await readLiveState(parts.pool))
    if (listeners.size >= MAX_LISTENERS) return void response.status(503).end()
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(`retry: ${RETRY_MS}\nevent: change\ndata: ${state}\n\n`)
    listeners.add(response)
    // What changed between the reading and now was told to the others alone.
    if (state !== last) last = ''
    timer ??= setInterval(() => void look(), LOOK_MS).unref()
    const longest = setTimeout(() => leave(response), LONGEST_MS).unref()
    response.once('close', () => {
      clearTimeout(longest)
      leave(response)
    })
  }

  /** A stop waits for nobody who only listens. */
  function end(): void {
    for (const listener of [...listeners]) leave(listener)
  }

  return async (request: Request, response: Response): Promise<void> => {
    try {
      await listen(request, response)
    } catch (error) {
      const { code, advice } = answerRefusal(response, error, [])
      noteRefusal(response, { code, message: advice })
    }
  }
}

function textOf(state: LiveState): string {
  return JSON.stringify(state)
}
