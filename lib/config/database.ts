import { type DatabaseConnection, driverObjection } from '../store/db/database.ts'
import {
  isLocalAddress,
  type LibpqVariables,
  parseDatabaseAddress,
  tlsOfAddress,
} from '../store/db/database-address.ts'
import type { Binding } from './bindings/binding.ts'
import type { Environment } from './environment-schema.ts'
import { databaseOf, isPostgresql } from './postgresql-binding.ts'

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

/** Where a reading takes its bindings and variables from. */
export interface ReadContext {
  readonly bindings: readonly Binding[]
  readonly variables: Variables
  readonly production: boolean
}

/** The database of the bindings, else of DATABASE_URL. The binding with the keys of persons is another. */
export function readDatabase(
  given: Partial<
    Pick<Environment, 'DATABASE_URL' | 'DATABASE_TLS_HOST_NAME' | 'KEYS_DATABASE_BINDING'>
  >,
  { bindings, variables, production }: ReadContext,
): ReadDatabase {
  const { DATABASE_URL: address, DATABASE_TLS_HOST_NAME: hostName } = given
  const [binding, second] = bindings.filter(
    (each) => isPostgresql(each) && each.name !== given.KEYS_DATABASE_BINDING,
  )
  if (binding === undefined) {
    const mistakes = hostName === undefined ? [] : [HOST_NAME_OF_ADDRESS]
    if (address === undefined) return { database: null, mistakes }
    const read = readDatabaseAddress('DATABASE_URL', address, variables, production)
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

/**
 * A URL determines its TLS mode; bindings always verify.
 * @param variable for the mistakes
 */
export function readDatabaseAddress(
  variable: string,
  address: string,
  variables: Variables,
  production: boolean,
): ReadDatabase {
  const url = parseDatabaseAddress(address)
  if (typeof url === 'string') return { database: null, mistakes: [`${variable} ${url}`] }
  const database = { kind: 'url', url: url.href, ca: null } as const
  const objection = driverObjection(url.href)
  const mistakes = [
    ...(objection === null
      ? []
      : [`${variable}: expected an address to connect with: ${objection}`]),
    ...(production ? tlsMistakes(variable, url, variables) : []),
  ]
  return { database, mistakes }
}

function tlsMistakes(variable: string, url: URL, variables: Variables): readonly string[] {
  if (isLocalAddress(url, variables)) return []
  const tls = tlsOfAddress(url, variables)
  if (tls === 'verified' && variables.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return []
  const found =
    tls === 'off'
      ? 'has none'
      : 'does not verify the server (sslmode=no-verify, ssl=no-verify, uselibpqcompat, PGSSLMODE or NODE_TLS_REJECT_UNAUTHORIZED)'
  return [
    `${variable}: expected TLS with verification in production, unless the database is on this machine; it ${found}: ` +
      'add sslmode=verify-full, and sslrootcert=<file> for an authority of your own',
  ]
}
