import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The directory that handlers call. */
export interface Target {
  readonly url: string
  /** ids of the accounts that were written */
  readonly accounts: ReadonlySet<string>
  /** while it is down, each call gets 503 */
  setDown(down: boolean): void
  stop(): Promise<void>
}

export async function startTarget(): Promise<Target> {
  const accounts = new Set<string>()
  let isDown = false
  const server = createServer((request, response) => {
    request.resume()
    if (!isDown) accounts.add(decodeURIComponent(request.url?.split('/').at(-1) ?? ''))
    response.writeHead(isDown ? 503 : 204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accounts,
    setDown(down) {
      isDown = down
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
