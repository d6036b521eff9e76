import type pg from 'pg'
import type { LocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'

/** The database and the servers that the instances of a run share. */
export interface InstanceDeps {
  readonly db: pg.Pool
  readonly databaseUrl: string
  readonly authorizationServer: LocalAuthorizationServer
  /** variables of the key store */
  readonly keys: Readonly<Record<string, string>>
}

export const LEASE_SECONDS = 5

/** The environment of an instance: its database and its issuer as on BTP, its handlers ours. */
export function instanceEnvironment(
  { databaseUrl, authorizationServer, keys }: InstanceDeps,
  handlers: 'plain' | 'storm' | 'hostile' | 'survival' | 'survival-before',
  trace: string,
): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    VCAP_SERVICES: JSON.stringify({
      xsuaa: [{ name: 'local', credentials: authorizationServer.xsuaaCredentials }],
    }),
    HANDLERS_DIR: `lab/chaos/handlers/${handlers}`,
    LEASE_SECONDS: String(LEASE_SECONDS),
    LOG_LEVEL: 'warn',
    CHAOS_TRACE: trace,
    ...keys,
  }
}
