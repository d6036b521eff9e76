import { describe, expect, it } from '@jest/globals'
import { chosenFilters } from '../../../app/monitor/src/pages/messages/chosen-filters.ts'

const ids = (count: number) => Array.from({ length: count }, (_, at) => String(at))

describe('the filters of selected messages', () => {
  it('are one with all of their ids', () => {
    const chosen = ids(1_000)
    expect(chosenFilters({ ids: chosen, all: null })).toEqual([{ messageIds: chosen }])
  })

  it('are further ones for the ids that a request does not take', () => {
    const lengths = chosenFilters({ ids: ids(2_001), all: null }).map(
      ({ messageIds }) => (messageIds as string[]).length,
    )
    expect(lengths).toEqual([1_000, 1_000, 1])
  })

  it('are the filter of the list where all that match are selected', () => {
    const query = { status: 'FAILED' }
    expect(chosenFilters({ ids: ids(50), all: { query } })).toEqual([{ messages: query }])
  })
})
