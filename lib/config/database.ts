import { type DatabaseConnection, driverObjection } from '../store/db/database.ts'
import {
  isLocalAddress,
  type LibpqVariables,
  parseDatabaseAddress,
  tlsOfAddress,
} from '../store/db/database-address.ts'
import type { Binding } from './bindings/binding.ts'
import { databaseOf, type HostNameRule, isPostgresql } from './postgresql-binding.ts'

interface Variables extends LibpqVariables {
  readonly NODE_TLS_REJECT_UNAUTHORIZED?: string | undefined
}

export interface ReadDatabase {
  /** null = none, or a mistake */
  readonly database: DatabaseConnection | null
  readonly mistakes: readonly string[]
}

const HOST_NAME_OF_ADDRESS =
  'DATABASE_TLS_HOST_NAME: expected a postgresql-db binding, there is none; in DATABASE_URL set uselibpqcompat=true, sslmode=verify-ca and sslrootcert=<file> instead'

/** The database of the bindings, else of DATABASE_URL. */
export function readDatabase(
  bindings: readonly Binding[],
  address: string | undefined,
  hostName: HostNameRule,
  variables: Variables,
  production: boolean,
): ReadDatabase {
  const [binding, second] = bindings.filter(isPostgresql)
  if (binding === undefined) {
    const mistakes = hostName === undefined ? [] : [HOST_NAME_OF_ADDRESS]
    if (address === undefined) return { database: null, mistakes }
    const read = ofAddress(address, variables, production)
    return { ...read, mistakes: [...mistakes, ...read.mistakes] }
  }
  const mistakes: string[] = []
  if (second !== undefined) {
    mistakes.push(
      `${binding.source}: expected one PostgreSQL binding, found "${binding.name}" and "${second.name}"`,
    )
  }
  const database = databaseOf(binding, hostName)
  if (typeof database !== 'string') return { database, mistakes }
  return { database: null, mistakes: [...mistakes, database] }
}

/** A URL determines its TLS mode; bindings always verify. */
function ofAddress(address: string, variables: Variables, production: boolean): ReadDatabase {
  const url = parseDatabaseAddress(address)
  if (typeof url === 'string') return { database: null, mistakes: [`DATABASE_URL ${url}`] }
  const database = { kind: 'url', url: url.href, ca: null } as const
  const objection = driverObjection(url.href)
  const mistakes = [
    ...(objection === null
      ? []
      : [`DATABASE_URL: expected an address to connect with: ${objection}`]),
    ...(production ? tlsMistakes(url, variables) : []),
  ]
  return { database, mistakes }
}

function tlsMistakes(url: URL, variables: Variables): readonly string[] {
  if (isLocalAddress(url, variables)) return []
  const tls = tlsOfAddress(url, variables)
  if (tls === 'verified' && variables.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return []
  const found =
    tls === 'off'
      ? 'has none'
      : 'does not verify the server (sslmode=no-verify, ssl=no-verify, uselibpqcompat, PGSSLMODE or NODE_TLS_REJECT_UNAUTHORIZED)'
  return [
    `DATABASE_URL: expected TLS with verification in production, unless the database is on this machine; it ${found}: ` +
      'add sslmode=verify-full, and sslrootcert=<file> for an authority of your own',
  ]
}
