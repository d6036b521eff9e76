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

/** Bounds on connections and on what comes over them; times in milliseconds. */
export interface WireLimits extends ConnectionLimits {
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
  /** how long a refused caller may take to read the refusal and to close its side */
  readonly closeMs: number
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
  closeMs: 1_000,
  maxHeaderBytes: 64 * 1024,
  // The router lets 3,000 through to an instance.
  maxConnections: 3_000,
  reservedConnections: 200,
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
  503: 'Service Unavailable',
}

/** A name or an address with a port (RFC 9110 section 7.2), nothing that is read in two ways. */
const HOST = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/
/** An address as a proxy gets it, with a host in it. */
const ABSOLUTE = /^https?:\/\/[^/?#@\s]/i
const HEALTH = /^\/health\/(live|ready)$/
const VERSIONS = new Set(['1.0', '1.1'])

/** The HTTP server around an application: it cuts what is slow, endless or no HTTP. */
export function createHttpServer(
  application: RequestListener,
  onUnreadable: (refused: UnreadableRequest) => void,
  limits: WireLimits = WIRE_LIMITS,
): Server {
  /** connections on which something was answered before it was there as a whole */
  const cutShort = new WeakSet<Socket>()
  /** connections that were refused and are about to be closed */
  const closing = new WeakSet<Socket>()
  let inFlight = 0

  const listen: RequestListener = (request, response) => {
    const { socket } = request
    // Node reads on while answers are due: a connection could pile up calls without end.
    if (connections.unanswered(socket).size >= limits.maxPipelined) return void socket.destroy()
    connections.begin(socket, response)
    inFlight += 1
    response.on('close', () => {
      inFlight -= 1
      if (!request.complete) cutShort.add(socket)
    })
    if (!isPlain(request)) return refuse(response, MALFORMED)
    const isFull = inFlight > limits.maxInFlight || connections.isReserved(socket)
    // A platform that gets no answer to its health check restarts the process.
    if (isFull && !HEALTH.test(request.url ?? '')) return refuse(response, FULL)
    if (isFull) response.shouldKeepAlive = false
    application(request, response)
  }

  function refuse(response: ServerResponse, refused: UnreadableRequest): void {
    onUnreadable(refused)
    const retry = refused.status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS } : {}
    response.writeHead(refused.status, { ...retry, Connection: 'close', 'Content-Length': 0 }).end()
  }

  /** What Node could not read: nobody but us has answered it, and the connection ends with it. */
  function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): void {
    if (closing.has(socket)) return
    const code = error.code ?? ''
    const [first, ...others] = connections.unanswered(socket)
    const isAnswered = others.length > 0 || first?.headersSent === true || cutShort.has(socket)
    if (code === 'ECONNRESET' || !socket.writable || isAnswered) return void socket.destroy()
    const refused = UNREADABLE[code as keyof typeof UNREADABLE] ?? MALFORMED
    // A connection that was opened and never used asked for nothing.
    if (socket.bytesRead > 0) onUnreadable(refused)
    const { status } = refused
    socket.end(
      `HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
    closeSoon(socket)
  }

  /** Whoever keeps its own side open must not keep the connection. */
  function closeSoon(socket: Socket): void {
    closing.add(socket)
    const cut = setTimeout(() => socket.destroy(), limits.closeMs).unref()
    socket.once('close', () => clearTimeout(cut))
  }

  const server = createServer(optionsOf(limits), listen)
  const connections = boundConnections(server, limits)
  // Counted headers are dropped without a word, which could hide one: their bytes are bounded.
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
 * Node's parser lets through what a proxy may read in another way: other versions, several hosts
 * (RFC 9112 section 3.2), an absolute address without one.
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
