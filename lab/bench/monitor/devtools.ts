/** A connection to a browser by its DevTools protocol. */
export interface DevTools {
  /** @throws Error when the browser refuses the command or closes the connection */
  send<Result>(method: string, params?: object, sessionId?: string): Promise<Result>
  close(): void
}

interface Answer {
  /** missing in an event */
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Pending {
  readonly method: string
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

export async function connectDevTools(url: string): Promise<DevTools> {
  const socket = new WebSocket(url)
  const pending = new Map<number, Pending>()
  let lastId = 0

  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error(`no connection to ${url}`)))
  })
  socket.addEventListener('message', ({ data }) => {
    const { id = 0, result, error } = JSON.parse(String(data)) as Answer
    const command = pending.get(id)
    if (command === undefined) return
    pending.delete(id)
    if (error === undefined) command.resolve(result as never)
    else command.reject(new Error(`${command.method}: ${error.message}`))
  })
  socket.addEventListener('close', () => {
    for (const { method, reject } of pending.values()) reject(new Error(`${method}: no answer`))
  })

  return {
    send(method, params = {}, sessionId) {
      lastId += 1
      const id = lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { method, resolve, reject })
        socket.send(JSON.stringify({ id, method, params, sessionId }))
      })
    },
    close: () => socket.close(),
  }
}
