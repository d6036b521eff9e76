import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedCall {
  readonly method: string | undefined
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface FakeReceiver {
  readonly url: string
  readonly calls: readonly ReceivedCall[]
  close(): Promise<void>
}

/** Answers each call as given: a status with a body, or `reset`. */
export type Answer = { readonly status: number; readonly json?: unknown } | 'reset'

/** A small HTTP server in place of the receiver and its token endpoint. */
export async function startFakeReceiver(
  answer: (call: ReceivedCall) => Answer | Promise<Answer>,
): Promise<FakeReceiver> {
  const calls: ReceivedCall[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { method, url = '', headers } = request
    const call = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') }
    calls.push(call)
    const given = await answer(call)
    if (given === 'reset') return void request.socket.resetAndDestroy()
    response.writeHead(given.status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(given.json ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
