import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface ForwardProxy {
  readonly url: string
  /** every target that was asked for, such as `elsewhere.example:443` */
  readonly targets: readonly string[]
  close(): Promise<void>
}

/**
 * An outbound proxy that knows some hosts and refuses all others.
 * @param ports of this machine, by the host and port that the client names
 */
export async function startForwardProxy(
  ports: Readonly<Record<string, number>>,
): Promise<ForwardProxy> {
  const targets: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    targets.push(new URL(request.url ?? '').host)
    response.writeHead(502).end()
  })
  server.on('connect', ({ url: target = '' }, socket: Socket) => {
    targets.push(target)
    const port = ports[target]
    if (port === undefined) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(upstream).pipe(socket)
    })
    sockets.add(upstream)
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
