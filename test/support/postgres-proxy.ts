import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { createFrames, startupMessage, startupParameters } from './postgres-frames.ts'

export interface PostgresProxy {
  readonly port: number
  /** startup parameters of every connection, as they came */
  readonly startups: readonly Readonly<Record<string, string>>[]
  /** connections that are open now */
  readonly open: () => number
  close(): Promise<void>
}

export interface ProxyOptions {
  /** changes what a client sends after its startup message */
  readonly rewrite?: (message: Buffer) => Buffer
}

/** Stands before a PostgreSQL and drops `options`, as PgBouncer does with ignore_startup_parameters. */
export async function startPostgresProxy(
  { host, port }: { readonly host: string; readonly port: number },
  { rewrite = (message) => message }: ProxyOptions = {},
): Promise<PostgresProxy> {
  const startups: Record<string, string>[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    const behind = connect(path.join(host, `.s.PGSQL.${port}`))
    const end = () => {
      sockets.delete(client)
      client.destroy()
      behind.destroy()
    }
    for (const socket of [client, behind]) socket.on('error', end).on('close', end)
    const frames = createFrames(true)
    let started = false
    client.on('data', (chunk) => {
      for (const message of frames.push(chunk)) {
        if (started) behind.write(rewrite(message))
        else {
          started = true
          const parameters = startupParameters(message)
          startups.push(parameters)
          const { options: _dropped, ...others } = parameters
          behind.write(startupMessage(others))
        }
      }
    })
    behind.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    startups,
    open: () => sockets.size,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
