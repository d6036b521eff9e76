import { randomUUID } from 'node:crypto'
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** A small stand-in for the platform's router. */
export interface Router {
  readonly url: string
  /** where calls go, in turn */
  route(urls: readonly string[]): void
  /** calls that an instance had taken and did not answer: 502 for the sender */
  readonly broken: number
  /** calls for which there was no instance: 502 for the sender */
  readonly unrouted: number
  close(): Promise<void>
}

/** A connection that cannot be made is tried with others; what was sent is not sent again. */
const MOST_TRIES = 3
const KEPT_ALIVE_MS = 90_000

export async function startRouter(): Promise<Router> {
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: KEPT_ALIVE_MS, maxSockets: 500 })
  let targets: readonly URL[] = []
  let turn = 0
  let broken = 0
  let unrouted = 0

  function forward(incoming: IncomingMessage, body: Buffer, answer: ServerResponse): void {
    const tried = new Set<URL>()
    const attempt = () => {
      const target = targets[turn++ % Math.max(1, targets.length)]
      if (target === undefined || tried.size >= MOST_TRIES) {
        unrouted += 1
        return void fail(answer)
      }
      tried.add(target)
      let connected = false
      const outgoing = request(optionsOf(target, incoming, body, agent), (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(answer)
        response.on('error', () => answer.destroy())
      })
      outgoing.on('socket', (socket) => {
        if (socket.connecting) socket.once('connect', () => (connected = true))
        else connected = true
      })
      outgoing.on('error', () => {
        if (answer.headersSent) return void answer.destroy()
        if (!connected) return attempt()
        broken += 1
        fail(answer)
      })
      outgoing.end(body)
    }
    attempt()
  }

  function fail(answer: ServerResponse): void {
    answer.writeHead(502, { 'x-cf-routererror': 'endpoint_failure' }).end()
  }

  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => forward(incoming, Buffer.concat(chunks), answer))
    incoming.on('error', () => answer.destroy())
  })
  server.keepAliveTimeout = KEPT_ALIVE_MS
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    route(urls) {
      targets = urls.map((url) => new URL(url))
    },
    get broken() {
      return broken
    },
    get unrouted() {
      return unrouted
    },
    async close() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function optionsOf(
  target: URL,
  { method, url, headers, socket }: IncomingMessage,
  body: Buffer,
  agent: Agent,
): RequestOptions {
  const { 'transfer-encoding': _chunked, connection: _connection, ...kept } = headers
  return {
    host: target.hostname,
    port: target.port,
    method,
    path: url,
    agent,
    headers: {
      ...kept,
      'content-length': String(body.length),
      'x-forwarded-for': socket.remoteAddress ?? '',
      'x-forwarded-proto': 'https',
      'x-vcap-request-id': randomUUID(),
    },
  }
}
