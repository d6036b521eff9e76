import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { createPool, type Pool } from '../../lib/store/db/database.ts'
import { prepareDatabase } from '../../lib/store/db/migrate.ts'
import { definedStatements, type Statement } from '../../lib/store/db/statement.ts'
import { prepareKeySchema } from '../../lib/store/keys/key-schema.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { describeStatement } from '../support/describe-statement.ts'

const STORE = new URL('../../lib/store/', import.meta.url)
/** They grow with what is received. */
const LARGE = 'message|event|delivery|lane|attempt|identity|subject|action_item|effect'

/** Parts of a plan that read more than what a key names, or compare each row with each. */
const COSTLY = [
  new RegExp(`Seq Scan on (${LARGE})\\b.*`, 'g'),
  new RegExp(`Bitmap Heap Scan on (${LARGE})\\b.*`, 'g'),
  /(Hash|Merge) Join.*/g,
  // All deliveries of a handler.
  /Index (Only )?Scan using delivery_lane on .*\n *Index Cond: \(handler_id = [^ ]*\)\n/g,
]

describe('all named statements, prepared while the tables are empty', () => {
  let database: TestDatabase
  let ours: Pool
  let statements: readonly Statement[]

  beforeAll(async () => {
    for (const file of await readdir(fileURLToPath(STORE), { recursive: true })) {
      if (file.endsWith('.ts')) await import(new URL(file, STORE).href)
    }
    statements = definedStatements()
    database = await createTestDatabase()
    const place = { kind: 'socket' as const, ...database.connection }
    ours = createPool(place, { name: 'test', max: 2, onError: () => undefined })
    await prepareDatabase(ours, null)
    await prepareKeySchema(ours)
  })
  afterAll(async () => {
    await ours.end()
    await database.drop()
  })

  async function costly(client: Pick<pg.ClientBase, 'query'>): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {}
    for (const [index, { name, text }] of statements.entries()) {
      const plan = await planOf(client, `s${index}`, text)
      const parts = COSTLY.flatMap((pattern) => plan.match(pattern) ?? [])
      if (parts.length > 0) found[name] = parts
    }
    return found
  }

  it('look every row of a large table up by its key', async () => {
    expect(statements.length).toBeGreaterThan(100)
    const client = await ours.connect()
    try {
      expect(await costly(client)).toEqual({})
    } finally {
      client.release()
    }
  })

  it('return the columns that their rows declare', async () => {
    const client = new pg.Client(database.connection)
    await client.connect()
    try {
      const wrong: Record<string, object> = {}
      for (const { name, text, columns } of statements) {
        const returned = await describeStatement(client, text)
        // The compiler lets nobody read a column that is not declared.
        const declared = columns === undefined ? returned : Object.keys(columns)
        if (returned.toSorted().join() !== declared.toSorted().join()) {
          wrong[name] = { declared, returned }
        }
      }
      expect(wrong).toEqual({})
    } finally {
      await client.end()
    }
  })

  it('would read large tables whole without the settings of our sessions', async () => {
    const client = new pg.Client(database.connection)
    await client.connect()
    try {
      // As after five executions of a statement whose general plan looks cheap.
      await client.query('set plan_cache_mode to force_generic_plan')
      const found = Object.keys(await costly(client))
      expect(found).toEqual(expect.arrayContaining(['claim-lanes', 'settle-deliveries']))
    } finally {
      await client.end()
    }
  })
})

/** Also fails where a statement does not fit the tables. */
async function planOf(
  client: Pick<pg.ClientBase, 'query'>,
  name: string,
  text: string,
): Promise<string> {
  await client.query(`prepare ${name} as ${text}`)
  const { rows: prepared } = await client.query<{ parameters: number }>(
    'select cardinality(parameter_types) as parameters from pg_prepared_statements where name = $1',
    [name],
  )
  const nulls = Array(prepared[0]?.parameters ?? 0).fill('null')
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `explain execute ${name}${nulls.length === 0 ? '' : `(${nulls.join(', ')})`}`,
  )
  return `${rows.map((row) => row['QUERY PLAN']).join('\n')}\n`
}
