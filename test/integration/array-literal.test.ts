import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import pg from 'pg'
import { arrayLiteral } from '../../lib/store/db/array-literal.ts'
import { execute, type Statement } from '../../lib/store/db/statement.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client(database.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const echo: Statement = {
  name: 'echo-arrays',
  text: 'select $1::text[] as texts, $2::float8[] as numbers, $3::bool[] as flags',
}

/** PostgreSQL holds neither the character 0 nor half of a surrogate pair. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'NULL', 'null', '{}', '"', '\\', '\\"', ',', ' a ', '{"a",b}', '\n'),
  )
  .map((value) => value.replaceAll('\u0000', '').toWellFormed())
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.array(fc.option(values), { maxLength: 8 })

describe('lists of a statement', () => {
  it('arrive as they were sent', async () => {
    const property = fc.asyncProperty(
      orNull(text),
      orNull(fc.double({ noDefaultInfinity: false }).map((value) => value + 0)),
      orNull(fc.boolean()),
      async (texts, numbers, flags) => {
        for (const list of [texts, numbers, flags] as unknown[][])
          expect(arrayLiteral(list)).not.toBeNull()
        const rows = await execute(client, echo, [texts, numbers, flags])
        expect(rows).toEqual([{ texts, numbers, flags }])
      },
    )
    await fc.assert(property, { numRuns: 300 })
  })

  it.each([
    ['dates', [new Date(0)], 'timestamptz'],
    ['bytes', [Buffer.from([0, 255])], 'bytea'],
    ['lists', [['a', 'b']], 'text'],
  ])('of %s are left to the driver', async (type, list, element) => {
    expect(arrayLiteral<unknown>(list)).toBeNull()
    const statement = { name: `echo-${type}`, text: `select $1::${element}[] as list` }
    expect(await execute(client, statement, [list])).toEqual([{ list }])
  })
})
