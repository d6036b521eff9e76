import { existsSync } from 'node:fs'
import path from 'node:path'
import type { TrustedIssuer } from '../auth/trusted-issuer.ts'
import type { Config } from '../config/config.ts'
import type { DestinationConfig, DestinationsConfig } from '../config/destinations.ts'
import type { EncryptionConfig } from '../config/encryption.ts'
import { trustXsuaaBinding } from '../config/xsuaa-binding.ts'
import { ReceiverError } from '../errors.ts'
import type { Logger } from '../observability/log/logger.ts'
import type { DatabaseConnection } from '../store/db/database.ts'
import type { LocalXsuaaCredentials } from './authorization-server/xsuaa-layout.ts'
import { startLocalDirectory } from './directory/start-local-directory.ts'
import { keysFolder, localKeys } from './local-keys.ts'
import { startLocalPostgres } from './postgres/start-local-postgres.ts'
import { startLocalOData } from './successfactors-odata/local-odata.ts'
import { inventedRows } from './successfactors-odata/stored-rows.ts'

export interface StandIns {
  readonly database: DatabaseConnection
  /** instances whose processes have died, see LocalPostgres */
  readonly deadInstances: readonly string[]
  readonly issuers: readonly TrustedIssuer[]
  /** credentials of a binding to the local authorization server; null = not needed */
  readonly xsuaaCredentials: LocalXsuaaCredentials | null
  /** the configured ones, and the stand-ins */
  readonly destinations: DestinationsConfig
  /** the key store and the master key */
  readonly encryption: EncryptionConfig
  stop(): Promise<void>
}

/**
 * Starts what the configuration lacks, logs it, and stops it in reverse order. Never in production.
 * @param instanceId the instance of this process; default: none
 */
export async function startStandIns(
  config: Config,
  logger: Logger,
  instanceId?: string,
): Promise<StandIns> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne()
  }
  try {
    const authorizationServer = config.issuers === null ? await loadAuthorizationServer() : null
    const { database, deadInstances } =
      config.database === null
        ? await standInForDatabase(config, logger, stops, instanceId)
        : { database: config.database, deadInstances: [] }
    const xsuaaCredentials =
      authorizationServer === null
        ? null
        : await standInForIssuer(authorizationServer, config, logger, stops)
    const issuers =
      xsuaaCredentials === null ? (config.issuers ?? []) : [trustXsuaaBinding(xsuaaCredentials)]
    const named = new Map(config.destinations.named)
    if (needsDirectory(config)) {
      named.set(DIRECTORY, open(await standInForDirectory(config, logger, stops)))
    }
    if (needsSuccessFactors(config)) {
      named.set(SUCCESSFACTORS, open(await standInForSuccessFactors(logger, stops)))
    }
    const destinations = { ...config.destinations, named }
    const encryption = config.encryption ?? (await standInForKeys(config, logger))
    return { database, deadInstances, issuers, xsuaaCredentials, destinations, encryption, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function standInForDatabase(
  { local }: Config,
  logger: Logger,
  stops: (() => Promise<void>)[],
  instanceId: string | undefined,
): Promise<Pick<StandIns, 'database' | 'deadInstances'>> {
  const server = await startLocalPostgres({
    dataDir: local.dataDir,
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(local.postgresMode === null ? {} : { mode: local.postgresMode }),
    onLine: (line) => logger.info(line),
  })
  stops.push(server.stop)
  logger.warn(
    { stand_in: 'database', data_dir: local.dataDir },
    'no database is bound: a local PostgreSQL stands in; DATABASE_URL names another',
  )
  return {
    database: { kind: 'socket', ...server.connection },
    deadInstances: server.deadInstances,
  }
}

async function standInForKeys(config: Config, logger: Logger): Promise<EncryptionConfig> {
  const folder = keysFolder(config)
  const keys = await localKeys(folder)
  logger.warn(
    { stand_in: 'key store', keys_dir: folder },
    'no key store is configured: a local folder with a master key stands in; KEY_STORE names another',
  )
  return keys
}

type AuthorizationServerModule =
  typeof import('./authorization-server/start-local-authorization-server.ts')

/** Consists of optional packages. */
async function loadAuthorizationServer(): Promise<AuthorizationServerModule> {
  try {
    return await import('./authorization-server/start-local-authorization-server.ts')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new ReceiverError(
      'packages_missing',
      'expected a trusted issuer (a binding or TRUSTED_ISSUERS), or the optional packages for a local authorization server in its place; neither is there: configure an issuer, or run "npm install --include=optional"',
      { cause },
    )
  }
}

async function standInForIssuer(
  { startLocalAuthorizationServer }: AuthorizationServerModule,
  { local }: Config,
  logger: Logger,
  stops: (() => Promise<void>)[],
): Promise<LocalXsuaaCredentials> {
  const server = await startLocalAuthorizationServer({
    port: local.tokenPort,
    dataDir: local.dataDir,
    ...(local.clientSecret === null ? {} : { clientSecret: local.clientSecret }),
    ...(local.operatorSecret === null ? {} : { operatorSecret: local.operatorSecret }),
  })
  stops.push(server.close)
  logger.warn(
    {
      stand_in: 'issuer',
      token_url: server.tokenUrl,
      secret_file: server.clients.successfactors.secretFile,
    },
    'no issuer is trusted: a local authorization server stands in; TRUSTED_ISSUERS names others',
  )
  return server.xsuaaCredentials
}

const open = (url: string): DestinationConfig => ({ url, login: { kind: 'none' } })

/** With real issuers a stand-in would take or invent data of real people. */
function isMissing(name: string, { destinations, issuers, role }: Config): boolean {
  if (issuers !== null || role === 'ingest') return false
  return !destinations.bound && !destinations.named.has(name)
}

const DIRECTORY = 'directory'

/** Only the example handler calls it. */
function needsDirectory(config: Config): boolean {
  const example = path.join(config.handlersDir, 'directory-account.ts')
  return isMissing(DIRECTORY, config) && existsSync(example)
}

async function standInForDirectory(
  { local }: Config,
  logger: Logger,
  stops: (() => Promise<void>)[],
): Promise<string> {
  const directory = await startLocalDirectory({
    dataDir: local.dataDir,
    port: local.directoryPort,
    troublePercent: local.directoryTrouble,
  })
  stops.push(directory.close)
  logger.warn(
    { stand_in: 'directory', url: directory.url, trouble_percent: local.directoryTrouble },
    'a local directory stands in for the target of the example handler directory-account',
  )
  return directory.url
}

const SUCCESSFACTORS = 'successfactors'

/** Handlers use this name. */
function needsSuccessFactors(config: Config): boolean {
  return isMissing(SUCCESSFACTORS, config)
}

async function standInForSuccessFactors(
  logger: Logger,
  stops: (() => Promise<void>)[],
): Promise<string> {
  // Only handlers need its port.
  const { url, close } = await startLocalOData({ port: 0, rows: inventedRows })
  stops.push(close)
  logger.warn(
    { stand_in: SUCCESSFACTORS, url },
    'a local OData service of an invented company stands in for SuccessFactors; DESTINATIONS names another',
  )
  return url
}
