import type { AddressInfo } from 'node:net'
import { connect as connectTo, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { TLSSocket } from 'node:tls'
import { SERVER_CERTIFICATE, SERVER_KEY } from './server-certificates.ts'

/**
 * A door in front of the tests' PostgreSQL that speaks TLS and asks for a password, as a bound one
 * does: the tests' own server behind it listens on a Unix socket and lets everybody in.
 */
export interface TlsDatabase {
  readonly port: number
  /** what clients have to send; changing it changes nothing for those that are in */
  password: string
  certificate: string
  /** how many were turned away for their password */
  readonly refused: number
  /** Ends every connection. */
  disconnect(): void
  close(): Promise<void>
}

/** PostgreSQL's frontend/backend protocol 3.0: the length precedes the first code of a start. */
const SSL_REQUEST = 80_877_103
const ASK_FOR_PASSWORD = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])

export async function startTlsDatabase(
  { host, port }: { readonly host: string; readonly port: number },
  password: string,
): Promise<TlsDatabase> {
  const open = new Set<Socket>()
  const server = createServer((plain) => {
    open.add(plain)
    plain.on('error', () => plain.destroy()).on('close', () => open.delete(plain))
    plain.once('data', (request) => {
      if (request.length < 8 || request.readInt32BE(4) !== SSL_REQUEST) return void plain.destroy()
      const { certificate: cert } = door
      const secure = new TLSSocket(plain, { isServer: true, cert, key: SERVER_KEY })
      secure.on('error', () => plain.destroy())
      plain.write('S')
      letIn(secure)
    })
  })

  function letIn(client: TLSSocket): void {
    client.once('data', (start) => {
      client.write(ASK_FOR_PASSWORD)
      client.once('data', (answer) => {
        // A letter, a length, and the password with a zero behind it.
        if (answer.subarray(5, -1).toString() !== door.password) return turnAway(client)
        const behind = connectTo(path.join(host, `.s.PGSQL.${port}`))
        behind.on('error', () => client.destroy()).on('close', () => client.destroy())
        client.on('close', () => behind.destroy())
        behind.write(start)
        client.pipe(behind).pipe(client)
      })
    })
  }

  function turnAway(client: TLSSocket): void {
    refused += 1
    const fields = Buffer.from('SFATAL\0C28P01\0Mwrong password\0\0')
    const length = Buffer.alloc(4)
    length.writeInt32BE(fields.length + 4)
    client.end(Buffer.concat([Buffer.from('E'), length, fields]))
  }

  let refused = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const door: TlsDatabase = {
    port: (server.address() as AddressInfo).port,
    password,
    certificate: SERVER_CERTIFICATE,
    get refused() {
      return refused
    },
    disconnect() {
      for (const socket of open) socket.destroy()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        door.disconnect()
      }),
  }
  return door
}
