import { once } from 'node:events'
import { createServer } from 'node:net'

/** The port itself, or one that is free now where it is 0: the demo has to know its addresses. */
export async function knownPort(port: number): Promise<number> {
  if (port !== 0) return port
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : port
}
