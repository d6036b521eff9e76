import { connect, type Socket } from 'node:net'

/** The bytes of a connection until it was closed, or until they were enough. */
export interface RawConnection {
  readonly socket: Socket
  /** everything that came so far */
  text(): string
  send(bytes: string | Buffer): void
  /** Resolves once the text holds this; rejects when the connection ends before. */
  until(wanted: string | RegExp): Promise<string>
  /** Resolves when the other side has closed. */
  closed(): Promise<string>
  destroy(): void
}

/**
 * A connection on which a test sends exactly the bytes that it wants.
 * @param allowHalfOpen this side stays open when the service closes its own
 */
export async function openRaw(
  url: string,
  { allowHalfOpen = false }: { readonly allowHalfOpen?: boolean } = {},
): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen })
  let received = ''
  let ended = false
  const waiters = new Set<() => void>()
  const look = () => {
    for (const waiter of [...waiters]) waiter()
  }
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    look()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    ended = true
    look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const wait = (isDone: () => boolean) =>
    new Promise<string>((resolve, reject) => {
      const waiter = () => {
        if (!isDone() && !ended) return
        waiters.delete(waiter)
        if (isDone()) resolve(received)
        else reject(new Error(`the connection was closed after ${JSON.stringify(received)}`))
      }
      waiters.add(waiter)
      waiter()
    })
  return {
    socket,
    text: () => received,
    send: (bytes) => void socket.write(bytes),
    until: (wanted) =>
      wait(() => (typeof wanted === 'string' ? received.includes(wanted) : wanted.test(received))),
    closed: () => wait(() => ended),
    destroy: () => void socket.destroy(),
  }
}

/** Sends bytes unchanged and returns all bytes until the connection closed. */
export function rawCall(url: string, text: string, breakOff = false): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(text, () => {
        if (breakOff) socket.destroy()
      })
    })
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}
