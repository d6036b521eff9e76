import pg, { type ClientBase, type Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'

/** insufficient_privilege */
const NO_RIGHT = '42501'
/** Another instance created the schema at the same time: duplicate_schema, unique_violation. */
const CREATED_MEANWHILE = new Set<unknown>(['42P06', '23505'])

interface Place {
  readonly role: string
  readonly database: string
}

/**
 * Creates the schema of the tables if it is missing.
 * @param schema null = search_path of the role or the address
 * @throws ReceiverError database_rights, with the GRANT to run
 */
export async function prepareSchema(pool: Pool, schema: string | null): Promise<void> {
  if (schema === null) return
  const { rows } = await pool.query<Place & { known: boolean }>(
    `select current_user as role, current_database() as database,
       exists (select from pg_catalog.pg_namespace where nspname = $1) as known`,
    [schema],
  )
  const [place] = rows
  if (place === undefined || place.known) return
  try {
    await pool.query(`create schema if not exists ${quoted(schema)}`)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (CREATED_MEANWHILE.has(code)) return
    throw code === NO_RIGHT ? mayNotCreateSchema(place, schema) : error
  }
}

/**
 * Checks before migrations that the role may create tables.
 * @throws ReceiverError database_rights, with the GRANT to run
 */
export async function requireCreate(client: ClientBase): Promise<void> {
  const { rows } = await client.query<Place & { schema: string | null; allowed: boolean | null }>(
    `select current_user as role, current_database() as database,
       coalesce(current_schema(), substring(current_setting('search_path') from '^"?([^",]+)"?$')) as schema,
       has_schema_privilege(current_schema(), 'create') as allowed`,
  )
  const [found] = rows
  if (found === undefined || found.allowed === true) return
  const { role, schema } = found
  throw new ReceiverError(
    'database_rights',
    `expected the role "${role}" to be allowed to create tables, it is not; as the owner of the schema run: ` +
      `GRANT USAGE, CREATE ON SCHEMA ${quoted(schema ?? 'public')} TO ${quoted(role)}`,
  )
}

function mayNotCreateSchema({ role, database }: Place, schema: string): ReceiverError {
  return new ReceiverError(
    'database_rights',
    `expected the schema of DATABASE_SCHEMA, or a role that may create it, "${role}" may not; as the owner of the ` +
      `database run: CREATE SCHEMA ${quoted(schema)} AUTHORIZATION ${quoted(role)} ` +
      `(or GRANT CREATE ON DATABASE ${quoted(database)} TO ${quoted(role)})`,
  )
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name)
}
