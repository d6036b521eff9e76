import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const KEEP_ALIVE_MS = 95_000

/** Listens on any free port, sends it to the parent, and ends at the parent's message. */
export function serve(app: RequestListener): void {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app)
  server.listen(0, () => process.send?.({ listening: (server.address() as AddressInfo).port }))
  process.once('SIGTERM', () => process.exit(0))
}
