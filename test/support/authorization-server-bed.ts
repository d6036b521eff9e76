import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type LocalAuthorizationServer,
  startLocalAuthorizationServer,
} from '../../lib/local/authorization-server/start-local-authorization-server.ts'

/** An authorization server with a folder of its own. */
export interface AuthorizationServerBed {
  readonly dataDir: string
  readonly server: LocalAuthorizationServer
  tokenOf(name: 'successfactors' | 'operator', on?: LocalAuthorizationServer): Promise<string>
  close(): Promise<void>
}

export async function createAuthorizationServerBed(): Promise<AuthorizationServerBed> {
  const dataDir = await mkdtemp(join(tmpdir(), 'authorization-server-'))
  const server = await startLocalAuthorizationServer({ dataDir, port: 0 })
  return {
    dataDir,
    server,
    async tokenOf(name, on = server) {
      const { clientId, secret } = on.clients[name]
      const authorization = basic(clientId, secret)
      const { body } = await post(on.tokenUrl, 'grant_type=client_credentials', authorization)
      return String(body.access_token)
    },
    async close() {
      await server.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Posts a form. */
export async function post(url: string, body: string, authorization?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization && { authorization }),
    },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

export function basic(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
}
