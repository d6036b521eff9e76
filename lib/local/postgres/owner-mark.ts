import { randomUUID } from 'node:crypto'
import { type AddressInfo, connect, createServer } from 'node:net'
import type { LocalPostgresMode } from '../../config/config.ts'
import { ReceiverError } from '../../errors.ts'
import {
  formatIdentity,
  identifyProcess,
  isLiving,
  parseIdentity,
  processExists,
} from './server-process.ts'

const loopback = '127.0.0.1'
const answerTimeoutMs = 5_000
const portMark = /^port-(\d+)\.(\d+)\.[0-9a-f-]{36}$/

/** The owner of a data folder, as other processes see it. */
export interface Owner {
  readonly pid: number
  isLiving(): Promise<boolean>
}

export interface OwnMark {
  /** for the name of a file */
  readonly mark: string
  close(): void
}

/** A mark of this process that no later process with the same pid can have. */
export async function makeOwnMark(mode: LocalPostgresMode): Promise<OwnMark> {
  if (mode === 'portable') return openPort()
  const self = await identifyProcess(process.pid)
  if (self === null) throw new ReceiverError('local_postgres', 'cannot read /proc/self/stat')
  return { mark: formatIdentity(self), close: () => undefined }
}

/** Reads the marks of both modes. null = not one of them */
export function readOwnerMark(mark: string): Owner | null {
  const identity = parseIdentity(mark)
  if (identity !== null) return { pid: identity.pid, isLiving: () => isLiving(identity) }
  const [, pid, port] = portMark.exec(mark) ?? []
  if (pid === undefined || port === undefined) return null
  return {
    pid: Number(pid),
    isLiving: async () => (await processExists(Number(pid))) && answers(Number(port), mark),
  }
}

/** Without /proc, a port that says its mark proves that the process lives. */
async function openPort(): Promise<OwnMark> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.setTimeout(answerTimeoutMs, () => socket.destroy())
    socket.end(mark)
  })
  server.maxConnections = 20
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, loopback, resolve)
  })
  server.unref()
  const mark = `port-${process.pid}.${(server.address() as AddressInfo).port}.${randomUUID()}`
  return { mark, close: () => void server.close() }
}

/** A process that takes the connection and says nothing may be frozen: it counts as living. */
function answers(port: number, mark: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: loopback })
    let received = ''
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(answerTimeoutMs, () => end(true))
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text
      if (!mark.startsWith(received)) end(false)
    })
    socket.once('end', () => end(received === mark))
    socket.once('error', () => end(false))
  })
}
