import type { Config } from '../../config/config.ts'
import type { DestinationsConfig } from '../../config/destinations.ts'
import { childEnvironment } from '../../config/process-environment.ts'
import type { LocalXsuaaCredentials } from '../../local/authorization-server/xsuaa-layout.ts'
import { keysFolder, localKeyVariables } from '../../local/local-keys.ts'
import { startStandIns } from '../../local/stand-ins.ts'
import { createLogger } from '../../observability/log/logger.ts'
import type { DatabaseConnection } from '../../store/db/database.ts'

/** Stand-ins that survive restarts of the service, and its environment. */
export interface StandInEnvironment {
  readonly environment: Readonly<Record<string, string>>
  readonly database: DatabaseConnection
  stop(): Promise<void>
}

/** Starts missing parts in this process. @param onLine gets JSON log lines */
export async function startStandInEnvironment(
  config: Config,
  onLine: (line: string) => void,
): Promise<StandInEnvironment> {
  const { application } = config
  const destination = { write: onLine }
  const logger = createLogger({ level: 'info', application, type: 'log', destination })
  const { database, xsuaaCredentials, destinations, stop } = await startStandIns(config, logger)
  const standsIn = destinations.named.size > config.destinations.named.size
  return {
    environment: childEnvironment({
      NODE_ENV: null,
      ...(config.database === null ? { DATABASE_URL: addressOf(database) } : {}),
      ...(config.encryption === null ? await localKeyVariables(keysFolder(config)) : {}),
      ...(standsIn ? { DESTINATIONS: destinationsWith(destinations) } : {}),
      ...(xsuaaCredentials === null ? {} : { VCAP_SERVICES: bindingsWith(xsuaaCredentials) }),
    }),
    database,
    stop,
  }
}

function addressOf(database: DatabaseConnection): string {
  if (database.kind === 'url') return database.url
  const { host, port, user, database: name, password } = database
  if (password !== undefined) return `postgres://${user}:${password}@${host}:${port}/${name}`
  return `postgres://${encodeURIComponent(user)}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`
}

/** The configured destinations and the stand-ins. */
function destinationsWith({ named }: DestinationsConfig): string {
  const { DESTINATIONS = '{}' } = childEnvironment({})
  const given = JSON.parse(DESTINATIONS || '{}') as Record<string, unknown>
  const all = [...named].map(([name, { url }]) => [
    name,
    { url, authentication: 'NoAuthentication' },
  ])
  return JSON.stringify({ ...Object.fromEntries(all), ...given })
}

/** The bindings of the environment and one to the local authorization server. */
function bindingsWith(credentials: LocalXsuaaCredentials): string {
  const { VCAP_SERVICES = '{}' } = childEnvironment({})
  const given = JSON.parse(VCAP_SERVICES) as Record<string, unknown>
  return JSON.stringify({ ...given, xsuaa: [{ name: 'local', credentials }] })
}
