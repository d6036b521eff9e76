import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface ReceivedCall {
  readonly method: string
  /** path and query as they came */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface RecordingTarget {
  /** such as `http://localhost:40123` */
  readonly url: string
  readonly calls: readonly ReceivedCall[]
  /** connections that are open now */
  connections(): number
  close(): Promise<void>
}

/** A local system that records its requests and gives the set answers. */
export async function startRecordingTarget(
  answer: (call: ReceivedCall, response: ServerResponse) => void,
): Promise<RecordingTarget> {
  const calls: ReceivedCall[] = []
  const sockets = new Set<Socket>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const call = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') }
    calls.push(call)
    answer(call, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    calls,
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
