import { describe, expect, it } from '@jest/globals'
import { selectedIds } from '../../../app/monitor/src/pages/messages/selected-ids.ts'
import { upToNewest } from '../../../app/monitor/src/pages/messages/up-to-newest.ts'

const OLD = '0199a0c0-0000-7000-8000-000000000001'
const NEWEST = '0199a0c0-0005-7000-8000-000000000002'
const LATER = '0199a0c0-0006-7000-8000-000000000003'
const rows = (...ids: readonly string[]) => ids.map((id) => ({ id }))

describe('the selected rows', () => {
  it('do not include a row that left the list', () => {
    expect(selectedIds({ ids: [OLD, NEWEST], all: null }, rows(LATER, NEWEST))).toEqual([NEWEST])
  })

  it('do not include a row that is newer than the filter of all messages', () => {
    const all = { query: upToNewest({}, NEWEST) }
    expect(selectedIds({ ids: [NEWEST], all }, rows(LATER, NEWEST, OLD))).toEqual([NEWEST, OLD])
  })
})
