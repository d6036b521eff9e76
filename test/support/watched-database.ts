import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { createFrames } from './postgres-frames.ts'

/**
 * `answer`: the commit succeeds and its answer is lost. `commit`: it never reaches the server.
 * A promise: the commit waits for it.
 */
export type CommitFault = 'answer' | 'commit' | Promise<void>

/** A way to a database that counts what the service sends, and disturbs its commits. */
export interface WatchedDatabase {
  readonly connection: {
    kind: 'socket'
    host: string
    port: number
    user: string
    database: string
  }
  /** how often a named statement was sent */
  sent(name: string): number
  /** Disturbs the next commit of a transaction with this statement. */
  disturb(name: string, fault: CommitFault): void
  /** how many commits were disturbed */
  disturbed(): number
  close(): Promise<void>
}

interface Target {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

export async function watchDatabase(to: Target): Promise<WatchedDatabase> {
  const counts = new Map<string, number>()
  const faults = new Map<string, CommitFault>()
  const sockets = new Set<Socket>()
  let disturbed = 0

  /** @returns the fault of a commit behind these statements */
  function takeFault(names: ReadonlySet<string>): CommitFault | null {
    for (const [name, fault] of faults) {
      if (!names.has(name)) continue
      faults.delete(name)
      disturbed += 1
      return fault
    }
    return null
  }

  const server = createServer((client) => {
    const far = connect(path.join(to.host, `.s.PGSQL.${to.port}`))
    const end = () => {
      client.destroy()
      far.destroy()
    }
    for (const socket of [client, far]) {
      sockets.add(socket)
      socket.on('error', end).on('close', end)
    }
    const frames = createFrames(true)
    const names = new Set<string>()
    let isMute = false
    let before: Promise<unknown> | null = null

    function pass(message: Buffer): void {
      const name = boundName(message)
      if (name !== null) {
        counts.set(name, (counts.get(name) ?? 0) + 1)
        names.add(name)
      }
      const fault = isCommit(message) ? takeFault(names) : null
      if (isCommit(message)) names.clear()
      if (fault === 'commit') end()
      if (fault === 'answer') isMute = true
      if (fault instanceof Promise) before = fault
      if (before === null) far.write(message)
      else before = before.then(() => far.write(message))
    }
    client.on('data', (chunk) => {
      for (const message of frames.push(chunk)) pass(message)
    })
    far.on('data', (chunk) => {
      if (!isMute) client.write(chunk)
      // ReadyForQuery outside of a transaction: the commit is over.
      else if (chunk.at(-6) === 0x5a && chunk.at(-1) === 0x49) end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    connection: { kind: 'socket', host: '127.0.0.1', port, user: to.user, database: to.database },
    sent: (name) => counts.get(name) ?? 0,
    disturb: (name, fault) => void faults.set(name, fault),
    disturbed: () => disturbed,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** The statement of a Bind message. */
function boundName(message: Buffer): string | null {
  if (message[0] !== 0x42) return null
  const portalEnd = message.indexOf(0, 5)
  return message.toString('utf8', portalEnd + 1, message.indexOf(0, portalEnd + 1))
}

function isCommit(message: Buffer): boolean {
  return message[0] === 0x51 && message.toString('utf8', 5) === 'commit\0'
}
