import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** An address of this machine that can lead to another server, as after a failover. */
export interface SwitchableWay {
  readonly port: number
  /** New connections lead there; those that are open stay, to a server that is frozen too. */
  switchTo(socketPath: string): void
  /** open connections that lead there */
  openTo(socketPath: string): number
  /** Ends every open connection. */
  cut(): void
  close(): Promise<void>
}

export async function openSwitchableWay(socketPath: string): Promise<SwitchableWay> {
  const sockets = new Set<Socket>()
  const targets = new Map<Socket, string>()
  let target = socketPath
  const keep = (socket: Socket) => {
    sockets.add(socket)
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const server = createServer((near) => {
    keep(near)
    const far = keep(connect(target))
    targets.set(near, target)
    near.pipe(far).pipe(near)
    near.on('close', () => {
      targets.delete(near)
      far.destroy()
    })
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    openTo: (path) => [...targets.values()].filter((one) => one === path).length,
    switchTo(path) {
      target = path
    },
    close() {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
