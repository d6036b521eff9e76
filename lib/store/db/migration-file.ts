import { readdir, readFile } from 'node:fs/promises'

export const MIGRATIONS = new URL('./migrations/', import.meta.url)

/** First line of a file that must run outside of a transaction. */
const CONCURRENTLY = '-- concurrently'

export type Migration =
  /** all or nothing, in a transaction */
  | { readonly kind: 'transaction'; readonly name: string; readonly sql: string }
  /** statement by statement; restarts from the first one after an interruption */
  | { readonly kind: 'concurrently'; readonly name: string; readonly statements: string[] }

/** The migrations of a folder in order. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => parseMigration(name, await readFile(new URL(name, folder), 'utf8'))),
  )
}

function parseMigration(name: string, sql: string): Migration {
  if (sql.split('\n', 1)[0]?.trimEnd() !== CONCURRENTLY) return { kind: 'transaction', name, sql }
  const statements = sql
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
  return { kind: 'concurrently', name, statements }
}
