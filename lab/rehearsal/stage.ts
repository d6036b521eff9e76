import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  type LocalAuthorizationServer,
  startLocalAuthorizationServer,
} from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { ACCOUNT } from './platform-environment.ts'
import { type Router, startRouter } from './router.ts'
import { startTlsPostgres, type TlsPostgres } from './tls-postgres.ts'

/** The platform and its services: a database, a token server, a router. */
export interface Stage {
  readonly postgres: TlsPostgres
  readonly authorizationServer: LocalAuthorizationServer
  readonly router: Router
  readonly folder: string
  close(): Promise<void>
}

/** XSUAA puts a number behind the name of the descriptor, which is known after the deployment only. */
const xsappname = `sf-event-receiver-${ACCOUNT.space}!t16412`

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-rehearsal-'))
  const stops: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const postgres = await startTlsPostgres(path.join(folder, 'postgres'))
    stops.push(() => postgres.stop())
    const dataDir = path.join(folder, 'issuer')
    const authorizationServer = await startLocalAuthorizationServer({ dataDir, port: 0, xsappname })
    stops.push(() => authorizationServer.close())
    const router = await startRouter()
    stops.push(() => router.close())
    return { postgres, authorizationServer, router, folder, close }
  } catch (error) {
    await close()
    throw error
  }
}
