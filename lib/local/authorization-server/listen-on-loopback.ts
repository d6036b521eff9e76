import { createServer, type RequestListener, type Server } from 'node:http'
import { ReceiverError } from '../../errors.ts'

export interface LoopbackListener {
  readonly port: number
  /** answers earlier calls with 503 */
  answerWith(listener: RequestListener): void
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1 and, if available, on ::1: `localhost` may mean either. Port 0 takes any
 * free port. Rejects with `port_in_use`.
 */
export async function listenOnLoopback(port: number, variable: string): Promise<LoopbackListener> {
  let answer: RequestListener = (_request, response) => response.writeHead(503).end()
  const servers: Server[] = []
  const listen = async (host: string, wanted: number) => {
    const server = createServer((request, response) => answer(request, response))
    await listening(server, host, wanted)
    servers.push(server)
    return server
  }
  const close = async () => {
    await Promise.all(servers.map(closed))
  }
  try {
    const first = await listen('127.0.0.1', port)
    const address = first.address()
    const taken = typeof address === 'object' && address !== null ? address.port : port
    await listen('::1', taken).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) throw error
    })
    return {
      port: taken,
      answerWith: (listener) => {
        answer = listener
      },
      close,
    }
  } catch (error) {
    await close()
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new ReceiverError(
      'port_in_use',
      `Port ${port} is taken by another program: end it, or set ${variable} to a free port.`,
    )
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
