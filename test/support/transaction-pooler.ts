import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { createFrames, frame, startupMessage } from './postgres-frames.ts'

interface Server {
  readonly socket: Socket
  client: Client | null
}

interface Client {
  readonly socket: Socket
  readonly unsent: Buffer[]
  server: Server | null
}

export interface TransactionPooler {
  readonly port: number
  close(): Promise<void>
}

export interface TransactionPoolerOptions {
  /** connections to PostgreSQL, all opened at the start */
  readonly servers: number
  /** which of the idle ones the next transaction gets: PgBouncer's default is the last, `server_round_robin` the first */
  readonly takes: 'last' | 'first'
}

const AUTHENTICATION_OK = frame('R', Buffer.from([0, 0, 0, 0]))
const READY = frame('Z', Buffer.from('I'))
const TERMINATE = 'X'.charCodeAt(0)
const READY_TYPE = 'Z'.charCodeAt(0)
const IDLE = 'I'.charCodeAt(0)

/** A pooler that gives a client a server connection for one transaction, and then to the next client. */
export async function startTransactionPooler(
  to: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
  },
  { servers, takes }: TransactionPoolerOptions,
): Promise<TransactionPooler> {
  const idle: Server[] = []
  const waiting: Client[] = []
  const sockets = new Set<Socket>()

  function serve(client: Client): void {
    client.server ??= (takes === 'last' ? idle.pop() : idle.shift()) ?? null
    if (client.server === null) return void waiting.push(client)
    client.server.client = client
    for (const message of client.unsent.splice(0)) client.server.socket.write(message)
  }

  function release(server: Server): void {
    if (server.client !== null) server.client.server = null
    server.client = null
    idle.push(server)
    const next = waiting.shift()
    if (next !== undefined) serve(next)
  }

  function openServer(): Promise<void> {
    const socket = connect(path.join(to.host, `.s.PGSQL.${to.port}`))
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    const server: Server = { socket, client: null }
    const frames = createFrames()
    socket.write(startupMessage({ user: to.user, database: to.database }))
    return new Promise((resolve) => {
      socket.on('data', (chunk) => {
        for (const message of frames.push(chunk)) {
          server.client?.socket.write(message)
          if (message[0] !== READY_TYPE || message[5] !== IDLE) continue
          release(server)
          resolve()
        }
      })
    })
  }

  const door = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    const client: Client = { socket, unsent: [], server: null }
    const frames = createFrames(true)
    let started = false
    socket.on('data', (chunk) => {
      for (const message of frames.push(chunk)) {
        if (!started) {
          started = true
          socket.write(Buffer.concat([AUTHENTICATION_OK, READY]))
        } else if (message[0] === TERMINATE) {
          socket.end()
        } else {
          client.unsent.push(message)
          if (!waiting.includes(client)) serve(client)
        }
      }
    })
  })
  for (let opened = 0; opened < servers; opened += 1) await openServer()
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  return {
    port: (door.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => door.close(() => resolve()))
    },
  }
}
