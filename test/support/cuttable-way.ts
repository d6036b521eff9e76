import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server of this machine, which can be cut like a cable. */
export interface CuttableWay {
  readonly url: string
  /** Ends every connection; new ones are refused until it is mended. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** @param to an address, or the path of a Unix socket */
export async function openCuttableWay(
  to: { readonly url: string } | { readonly path: string },
): Promise<CuttableWay> {
  const connectFar = () => {
    if ('path' in to) return connect(to.path)
    const { hostname, port } = new URL(to.url)
    return connect(Number(port), hostname)
  }
  const sockets = new Set<Socket>()
  let isCut = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((near) => {
    keep(near)
    if (isCut) return void near.destroy()
    const far = keep(connectFar())
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const end = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      end()
    },
    mend() {
      isCut = false
    },
    close() {
      end()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
