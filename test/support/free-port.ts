import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** A port that nobody listens on now; the service keeps it through its restarts. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
