import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Systems give higher ports to connections, and to servers that name none. */
const FIRST = 20_000
const LAST = 32_000

/** A free port that the system gives to nobody else meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })
}
