import { describe, expect, it } from '@jest/globals'
import { useForgettingBed } from '../support/forgetting-bed.ts'

describe('a database that was restored from a backup before an erasure', () => {
  const test = useForgettingBed()

  /** The tables that an erasure changes, as in a backup. */
  const TABLES = [
    'subject',
    'event',
    'delivery',
    'lane',
    'message',
    'attempt',
    'action',
    'encryption',
  ]

  async function backup(): Promise<Map<string, unknown>> {
    const rows = new Map<string, unknown>()
    for (const table of TABLES) {
      const [row] = await test.bed.rows<{ rows: unknown }>(
        `select coalesce(json_agg(t), '[]') as rows from ${table} t`,
      )
      rows.set(table, row?.rows)
    }
    return rows
  }

  async function restore(rows: ReadonlyMap<string, unknown>): Promise<void> {
    await test.bed.rows('delete from erasure_report')
    for (const [table, stored] of rows) {
      await test.bed.rows(`delete from ${table}`)
      const [{ columns } = { columns: '' }] = await test.bed.rows<{ columns: string }>(
        `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
         where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      )
      await test.bed.rows(
        `insert into ${table} (${columns}) overriding system value
         select ${columns} from json_populate_recordset(null::${table}, $1::json)`,
        JSON.stringify(stored),
      )
    }
  }

  it('forgets the person again before it opens, once, and keeps everybody else', async () => {
    const failing = {
      on: '*',
      retry: { attempts: 1 },
      run: () => {
        throw new Error('down')
      },
    }
    await test.start({ failing })
    const message = await test.instance.send(['u-forgotten'])
    const other = await test.instance.send(['u-other'])
    await test.bed.found(2, `select from delivery where state = 'failed'`)
    await test.stop()
    const id = await test.subjectOf(message)
    const before = await backup()
    const { body } = await test.forget(id).expect(202)
    await test.finished(body.actionId)

    await restore(before)
    expect(await test.states(message)).toMatchObject([{ state: 'failed' }])
    await test.start({ failing })
    expect(await test.states(message)).toMatchObject([{ state: 'cancelled' }])
    expect(await test.states(other)).toMatchObject([{ state: 'failed' }])
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
    expect(await test.action(body.actionId)).toMatchObject({
      kind: 'forget',
      state: 'finished',
      done: 1,
      by: { issuer: 'ledger' },
    })
    expect(await test.ledgerOf(body.actionId)).toHaveLength(1)
    await test.api.get(`/actions/${body.actionId}/report`).expect(200)
  })
})
