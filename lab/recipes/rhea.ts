import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'

/** The parts of rhea that the checks use. It is installed for the run alone. */
interface Rhea {
  create_container(): Container
}

interface Container {
  on(event: string, listener: (context: Context) => void): void
  connect(options: object): { open_receiver(options: object): unknown; close(): void }
  listen(options: object): Server
  sasl_server_mechanisms: { enable_plain(check: () => boolean): void }
}

interface Context {
  readonly receiver: {
    readonly target?: { readonly address?: string }
    add_credit(count: number): void
    set_target(target: object): void
  }
  readonly delivery: {
    reject(error: object): void
    release(options: object): void
    modified(options: object): void
    accept(): void
  }
  readonly message: { readonly message_id: string; readonly body: { readonly content: Buffer } }
}

export interface ReceivedMessage {
  readonly id: string
  readonly body: string
}

function load(folder: string): Rhea {
  return createRequire(path.join(folder, 'any.js'))('rhea') as Rhea
}

/** Takes this many messages from a queue. */
export async function receive(
  folder: string,
  { count, address, ...options }: { count: number; address: string; port: number } & object,
): Promise<ReceivedMessage[]> {
  const container = load(folder).create_container()
  const received: ReceivedMessage[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  container.on('message', ({ message }) => {
    received.push({ id: message.message_id, body: message.body.content.toString() })
    if (received.length === count) resolve()
  })
  const connection = container.connect({ host: '127.0.0.1', reconnect: false, ...options })
  connection.open_receiver({ source: address, credit_window: count })
  await promise
  connection.close()
  return received
}

export interface OutcomeServer {
  readonly port: number
  /** open connections */
  connections(): number
  stop(): Promise<void>
}

/** A server whose address is the outcome of each message; `silent` never answers. */
export async function startOutcomeServer(folder: string): Promise<OutcomeServer> {
  const container = load(folder).create_container()
  container.sasl_server_mechanisms.enable_plain(() => true)
  container.on('receiver_open', ({ receiver }) => receiver.add_credit(10))
  container.on('message', ({ receiver, delivery }) => {
    const { address } = receiver.target ?? {}
    if (address === 'accepted') delivery.accept()
    // The description repeats the content, as brokers may.
    const error = { condition: 'amqp:decode-error', description: 'not valid: 20001' }
    if (address === 'rejected') delivery.reject(error)
    if (address === 'released') delivery.release({})
    if (address === 'modified') delivery.release({ delivery_failed: true })
  })
  const server = container.listen({ port: 0, host: '127.0.0.1', autoaccept: false })
  return outcomeServer(server)
}

/** A server that accepts connections and says nothing at all. */
export function startMuteServer(): Promise<OutcomeServer> {
  return outcomeServer(createServer((socket) => socket.resume()).listen(0, '127.0.0.1'))
}

async function outcomeServer(server: Server): Promise<OutcomeServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.size,
    stop() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
