import { describe, expect, test } from '@jest/globals'
import { listColumns } from '../../../lib/store/db/list-columns.ts'

interface Row {
  readonly id: string
  readonly ownName: string | null
  readonly reason: string | null
  readonly isLate: boolean
  readonly isOpen: boolean
}

const columns = listColumns<Row>({
  types: { id: 'uuid', ownName: 'text' },
  computed: { name_length: ['int', ({ ownName }) => ownName?.length ?? null] },
  rare: { reason: 'text', isLate: false, isOpen: true },
})
const row: Row = { id: 'a', ownName: 'say "a"', reason: null, isLate: false, isOpen: true }

describe('columns of a statement that gets rows as lists', () => {
  test('are named for insert, without those that have a value of their own', () => {
    expect(columns.names).toBe('id, own_name, reason, is_late, is_open')
  })

  test('are parameters from a number on, one for all that is rare', () => {
    expect(columns.from(3, 'r').replaceAll(/\s+/g, ' ')).toBe(
      'unnest($3::uuid[], $4::text[], $5::int[], $6::jsonb[]) with ordinality as r (id, own_name, name_length, rare, place)',
    )
    expect(columns.parameter(3, 'name_length')).toBe('$5')
    expect(columns.count).toBe(4)
  })

  test('have their usual values where a row has no document', () => {
    expect(columns.selected).toBe(
      "id, own_name, (rare->>'reason')::text as reason, coalesce((rare->>'isLate')::bool, false) as is_late, " +
        "coalesce((rare->>'isOpen')::bool, true) as is_open",
    )
    expect(columns.values([row])).toEqual(['{"a"}', '{"say \\"a\\""}', '{7}', '{NULL}'])
  })

  test('send a document with what differs from the usual values', () => {
    const rare = { ...row, ownName: null, reason: 'no', isLate: true, isOpen: false }
    const [, names, lengths, documents] = columns.values([rare])
    expect([names, lengths]).toEqual(['{NULL}', '{NULL}'])
    const quoted = '{"reason":"no","isLate":true,"isOpen":false}'.replaceAll('"', '\\"')
    expect(documents).toBe(`{"${quoted}"}`)
  })
})
