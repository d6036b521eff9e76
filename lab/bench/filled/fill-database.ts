import pg from 'pg'
import type { Vault } from '../../../lib/encryption/vault.ts'
import { createPool } from '../../../lib/store/db/database.ts'
import { migrate } from '../../../lib/store/db/migrate.ts'
import type { BenchDatabase } from '../stage/database.ts'
import { stageBodies, stagePersons } from './fill-persons.ts'
import { dropStage, handled, received, stage } from './fill-statements.ts'
import { statsOf } from './fill-stats.ts'
import type { Filling } from './filling.ts'

/** Gives a new database our tables. */
export async function migrateDatabase({ url }: BenchDatabase): Promise<void> {
  const options = { name: 'bench', max: 1, onError: () => undefined }
  const pool = createPool({ kind: 'url', url, ca: null }, options)
  try {
    await migrate(pool)
  } finally {
    await pool.end()
  }
}

/** Writes what a filling says, as if it had been received and handled. */
export async function fillDatabase(
  vault: Vault,
  database: BenchDatabase,
  filling: Filling,
): Promise<void> {
  await stageAll(vault, database, filling)
  await Promise.all([
    runAll(database, received(vault)),
    runAlone(database, handled(vault, filling)),
  ])
  await database.run(dropStage)
}

/** The same for an empty database, with much: its indexes are built when the rows are there. */
export async function fillWithMuch(
  vault: Vault,
  database: BenchDatabase,
  filling: Filling,
): Promise<void> {
  const { definitions, names } = await database.row<{ definitions: string[]; names: string[] }>(`
    select array_agg(indexdef) as definitions, array_agg(indexname::text) as names
    from pg_indexes where schemaname = 'public' and indexdef like 'CREATE INDEX%'
      and tablename in ('message', 'event', 'delivery')`)
  const build = (isOfReceived: boolean) =>
    definitions.filter((text) => /ON public\.(message|event) /.test(text) === isOfReceived)
  await database.run(`drop index ${names.join(', ')}`)
  await stageAll(vault, database, filling)
  await Promise.all([
    runAll(database, [...received(vault), ...build(true)]),
    runAlone(database, [...handled(vault, filling), ...build(false), statsOf(filling)]),
  ])
  await database.run(dropStage)
}

/** Does the work of autovacuum and checkpointer now, so that it is not measured. */
export async function settleDown(database: BenchDatabase): Promise<void> {
  await runAll(database, ['vacuum analyze', 'checkpoint'])
}

async function runAll(
  database: Pick<BenchDatabase, 'run'>,
  statements: readonly string[],
): Promise<void> {
  for (const statement of statements) await database.run(statement)
}

/** Over a connection of its own: two halves of the filling are written at a time. */
async function runAlone(database: BenchDatabase, statements: readonly string[]): Promise<void> {
  await withClient(database, async (client) => {
    for (const statement of statements) await client.query(statement)
  })
}

async function stageAll(vault: Vault, database: BenchDatabase, filling: Filling): Promise<void> {
  await withClient(database, (client) => stagePersons(client, vault, filling))
  await runAll(database, stage(filling))
  await withClient(database, (client) => stageBodies(client, vault))
}

async function withClient(
  { url }: BenchDatabase,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  // The next query reports a connection that broke between queries.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
