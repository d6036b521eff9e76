import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionLimits {
  /** connections at a time; beyond, the oldest without a request makes room */
  readonly maxConnections: number
  /** connections beyond these where all have a request under way: only health checks are answered on them */
  readonly reservedConnections: number
}

/** The open connections of a server. */
export interface ConnectionRoom {
  /** answers that are due on this connection, in their order */
  unanswered(socket: Socket): ReadonlySet<ServerResponse>
  /** Notes that a request is under way until its answer is closed. */
  begin(socket: Socket, response: ServerResponse): void
  /** Whether the connection came when all others had a request under way. */
  isReserved(socket: Socket): boolean
}

const NONE: ReadonlySet<ServerResponse> = new Set()

/**
 * Bounds the connections of a server. Connections without a request (idle, or still sending headers)
 * cost their owner nothing, so they must not keep others out: they are closed first.
 */
export function boundConnections(server: Server, limits: ConnectionLimits): ConnectionRoom {
  const { maxConnections, reservedConnections } = limits
  /** the connection that was used longest ago stands first */
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
