import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { holdContinue } from './expect-continue.ts'

/** Bounds on connections and on what comes over them; times in milliseconds. */
export interface WireLimits {
  /** Cloud Foundry's router keeps connections for 90 s: ours must outlast it */
  readonly keepAliveMs: number
  /** from the first byte of a request to the end of its headers */
  readonly headersMs: number
  /** from the first byte of a request to the end of its body */
  readonly requestMs: number
  /** without a byte in either direction; longer than a call may wait for the database */
  readonly idleMs: number
  /** how often these times are looked at */
  readonly checkMs: number
  /** of all headers of a request, as the router lets them through */
  readonly maxHeaderBytes: number
  /** the router lets 3,000 through to an instance */
  readonly maxConnections: number
  /** requests of one connection that were not answered yet */
  readonly maxPipelined: number
  /** requests of all connections that were not answered yet */
  readonly maxInFlight: number
}

export const WIRE_LIMITS: WireLimits = {
  keepAliveMs: 95_000,
  headersMs: 20_000,
  requestMs: 60_000,
  idleMs: 120_000,
  checkMs: 2_000,
  maxHeaderBytes: 64 * 1024,
  maxConnections: 3_000,
  maxPipelined: 20,
  maxInFlight: 4_000,
}

/** What came was no request, did not come in time, or came when there was no room for it. */
export interface UnreadableRequest {
  readonly status: 400 | 408 | 431 | 503
  readonly code: 'request_malformed' | 'request_timeout' | 'headers_too_large' | 'queue_full'
  readonly advice: string
}

const UNREADABLE = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    advice: 'Expected at most 64 KB of headers, more came. Send fewer or shorter headers.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    advice:
      'Expected the whole request in time, it came too slowly. Look at the network and at the sender.',
  },
} as const satisfies Record<string, UnreadableRequest>

const MALFORMED: UnreadableRequest = {
  status: 400,
  code: 'request_malformed',
  advice: 'Expected an HTTP/1.1 request, something else came. Look at what calls this address.',
}

const FULL: UnreadableRequest = {
  status: 503,
  code: 'queue_full',
  advice: 'As many calls are under way as may be. Send it again later; if it stays, add instances.',
}
const RETRY_AFTER_SECONDS = 10

const REASONS = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

/** The HTTP server around an application: it cuts what is slow, endless or no HTTP. */
export function createHttpServer(
  application: RequestListener,
  onUnreadable: (refused: UnreadableRequest) => void,
  limits: WireLimits = WIRE_LIMITS,
): Server {
  const unanswered = new WeakMap<Socket, number>()
  let inFlight = 0
  const listen: RequestListener = (request, response) => {
    const { socket } = request
    const pipelined = (unanswered.get(socket) ?? 0) + 1
    // Node reads on while answers are due: a connection could pile up calls without end.
    if (pipelined > limits.maxPipelined) return void socket.destroy()
    unanswered.set(socket, pipelined)
    inFlight += 1
    response.once('close', () => {
      unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1)
      inFlight -= 1
    })
    if (inFlight <= limits.maxInFlight) return void application(request, response)
    onUnreadable(FULL)
    response
      .writeHead(FULL.status, { 'Retry-After': RETRY_AFTER_SECONDS, Connection: 'close' })
      .end()
  }
  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      keepAliveTimeout: limits.keepAliveMs,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
    },
    listen,
  )
  server.maxConnections = limits.maxConnections
  // Counted headers are dropped without a word, which could hide one: their bytes are bounded.
  server.maxHeadersCount = 0
  server.setTimeout(limits.idleMs)
  server.on('checkContinue', (request, response) => {
    holdContinue(request)
    listen(request, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const code = error.code ?? ''
    if (code === 'ECONNRESET' || !socket.writable || (unanswered.get(socket) ?? 0) > 0) {
      return void socket.destroy()
    }
    const refused = UNREADABLE[code as keyof typeof UNREADABLE] ?? MALFORMED
    // A connection that was opened and never used asked for nothing.
    if (socket.bytesRead > 0) onUnreadable(refused)
    socket.end(
      `HTTP/1.1 ${refused.status} ${REASONS[refused.status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
  })
  return server
}
