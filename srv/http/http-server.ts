import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { boundConnections, type ConnectionLimits } from './connection-room.ts'
import { holdContinue } from './expect-continue.ts'

/** Limits of connections and requests; times in milliseconds. */
export interface WireLimits extends ConnectionLimits {
  /** Cloud Foundry's router keeps connections for 90 s: the server must keep them longer */
  readonly keepAliveMs: number
  /** from the first byte of a request to the end of its headers */
  readonly headersMs: number
  /** from the first byte of a request to the end of its body */
  readonly requestMs: number
  /** without a byte in either direction; longer than a call's wait for the database */
  readonly idleMs: number
  /** interval of the checks of these times */
  readonly checkMs: number
  /** all headers of a request together: the router's limit */
  readonly maxHeaderBytes: number
  /** time for a refused caller to read the answer and close its side */
  readonly closeMs: number
  /** pending requests of one connection */
  readonly maxPipelined: number
  /** pending requests of all connections */
  readonly maxInFlight: number
}

export const WIRE_LIMITS: WireLimits = {
  keepAliveMs: 95_000,
  headersMs: 20_000,
  requestMs: 60_000,
  idleMs: 120_000,
  checkMs: 2_000,
  closeMs: 1_000,
  maxHeaderBytes: 64 * 1024,
  // The router opens at most 3,000 connections to an instance.
  maxConnections: 3_000,
  reservedConnections: 200,
  maxPipelined: 20,
  maxInFlight: 4_000,
}

/** Refused bytes: no HTTP request, too slow, or beyond the limits. */
export interface UnreadableRequest {
  readonly status: 400 | 408 | 431 | 503
  readonly code: 'request_malformed' | 'request_timeout' | 'headers_too_large' | 'queue_full'
  readonly advice: string
}

const UNREADABLE = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    advice: 'Expected at most 64 KB of headers, got more. Send fewer or shorter headers.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    advice:
      'Expected the whole request in time, it was too slow. Check the network and the sender.',
  },
} as const satisfies Record<string, UnreadableRequest>

const MALFORMED: UnreadableRequest = {
  status: 400,
  code: 'request_malformed',
  advice: 'Expected an HTTP/1.1 request, got something else. Check what calls this address.',
}

const FULL: UnreadableRequest = {
  status: 503,
  code: 'queue_full',
  advice:
    'The limit of concurrent calls is reached. Send it again later. If this persists, add instances.',
}
const RETRY_AFTER_SECONDS = 10

const REASONS = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
}

/** A name or address with an optional port (RFC 9110 section 7.2). Ambiguous texts do not match. */
const HOST = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/
/** An absolute address, as proxies get it. */
const ABSOLUTE = /^https?:\/\/[^/?#@\s]/i
const HEALTH = /^\/health\/(live|ready)$/
const VERSIONS = new Set(['1.0', '1.1'])

/** The HTTP server. It drops connections that are slow, endless or not HTTP. */
export function createHttpServer(
  application: RequestListener,
  onUnreadable: (refused: UnreadableRequest) => void,
  limits: WireLimits = WIRE_LIMITS,
): Server {
  /** connections with an answer to an incomplete request */
  const cutShort = new WeakSet<Socket>()
  /** refused connections that will be closed */
  const closing = new WeakSet<Socket>()
  let inFlight = 0

  const listen: RequestListener = (request, response) => {
    const { socket } = request
    // Node reads on while answers are pending: one connection could send endless requests.
    if (connections.unanswered(socket).size >= limits.maxPipelined) return void socket.destroy()
    connections.begin(socket, response)
    inFlight += 1
    response.on('close', () => {
      inFlight -= 1
      if (!request.complete) cutShort.add(socket)
    })
    if (!isPlain(request)) return refuse(response, MALFORMED)
    const isFull = inFlight > limits.maxInFlight || connections.isReserved(socket)
    // Without an answer to its health check, the platform restarts the process.
    if (isFull && !HEALTH.test(request.url ?? '')) return refuse(response, FULL)
    if (isFull) response.shouldKeepAlive = false
    application(request, response)
  }

  function refuse(response: ServerResponse, refused: UnreadableRequest): void {
    onUnreadable(refused)
    const retry = refused.status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS } : {}
    response.writeHead(refused.status, { ...retry, Connection: 'close', 'Content-Length': 0 }).end()
  }

  /** Answers a request that Node could not parse, and closes the connection. */
  function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): void {
    if (closing.has(socket)) return
    const code = error.code ?? ''
    const [first, ...others] = connections.unanswered(socket)
    const isAnswered = others.length > 0 || first?.headersSent === true || cutShort.has(socket)
    if (code === 'ECONNRESET' || !socket.writable || isAnswered) return void socket.destroy()
    const refused = UNREADABLE[code as keyof typeof UNREADABLE] ?? MALFORMED
    // An unused connection is no refused call.
    if (socket.bytesRead > 0) onUnreadable(refused)
    const { status } = refused
    socket.end(
      `HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
    closeSoon(socket)
  }

  /** A caller that keeps its side open must not keep the connection. */
  function closeSoon(socket: Socket): void {
    closing.add(socket)
    const cut = setTimeout(() => socket.destroy(), limits.closeMs).unref()
    socket.once('close', () => clearTimeout(cut))
  }

  const server = createServer(optionsOf(limits), listen)
  const connections = boundConnections(server, limits)
  // Node drops headers beyond a count silently, which could hide one. Their bytes are bounded instead.
  server.maxHeadersCount = 0
  server.setTimeout(limits.idleMs)
  server.on('checkContinue', (request, response) => {
    holdContinue(request)
    listen(request, response)
  })
  server.on('clientError', refuseRaw)
  return server
}

function optionsOf(limits: WireLimits): ServerOptions {
  return {
    maxHeaderSize: limits.maxHeaderBytes,
    keepAliveTimeout: limits.keepAliveMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    // isPlain() checks Host, so that the refusal is stored.
    requireHostHeader: false,
  }
}

/**
 * Refuses requests that Node's parser accepts and a proxy may read differently: other versions,
 * several hosts (RFC 9112 section 3.2), an absolute address without a host.
 */
function isPlain({ httpVersion, rawHeaders, url = '' }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
  )
  const [host] = hosts
  const isHostRight =
    host === undefined ? httpVersion === '1.0' : hosts.length === 1 && HOST.test(host)
  const isTargetRight = url.startsWith('/') || url === '*' || ABSOLUTE.test(url)
  return VERSIONS.has(httpVersion) && isHostRight && isTargetRight
}
