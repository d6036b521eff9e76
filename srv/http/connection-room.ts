import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionLimits {
  /** open connections; beyond it, the oldest idle connection is closed */
  readonly maxConnections: number
  /** further connections while all others are busy: they get answers to health checks only */
  readonly reservedConnections: number
}

/** The open connections of a server. */
export interface ConnectionRoom {
  /** pending answers of this connection, in their order */
  unanswered(socket: Socket): ReadonlySet<ServerResponse>
  /** Marks the connection as busy until the answer is closed. */
  begin(socket: Socket, response: ServerResponse): void
  /** Whether the connection was opened while all others were busy. */
  isReserved(socket: Socket): boolean
}

const NONE: ReadonlySet<ServerResponse> = new Set()

/**
 * Bounds the connections of a server. Connections without a request are closed first: they are idle or
 * still send headers, cost their owner nothing, and must not block others.
 */
export function boundConnections(server: Server, limits: ConnectionLimits): ConnectionRoom {
  const { maxConnections, reservedConnections } = limits
  /** least recently used first */
  const connections = new Map<Socket, Set<ServerResponse>>()
  const reserved = new WeakSet<Socket>()
  server.maxConnections = maxConnections + reservedConnections

  server.on('connection', (socket: Socket) => {
    if (connections.size >= maxConnections && !closeOldestUnused()) reserved.add(socket)
    connections.set(socket, new Set())
    socket.once('close', () => connections.delete(socket))
  })

  function closeOldestUnused(): boolean {
    for (const [socket, unanswered] of connections) {
      if (unanswered.size > 0) continue
      connections.delete(socket)
      socket.destroy()
      return true
    }
    return false
  }

  function end(socket: Socket, response: ServerResponse): void {
    const unanswered = connections.get(socket)
    unanswered?.delete(response)
    if (unanswered === undefined || unanswered.size > 0) return
    connections.delete(socket)
    connections.set(socket, unanswered)
  }

  return {
    unanswered: (socket) => connections.get(socket) ?? NONE,
    begin(socket, response) {
      connections.get(socket)?.add(response)
      response.on('close', () => end(socket, response))
    },
    isReserved: (socket) => reserved.has(socket),
  }
}
