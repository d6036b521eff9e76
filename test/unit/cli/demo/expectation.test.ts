import { describe, expect, it } from '@jest/globals'
import { expectationOf, shortfalls } from '../../../../lib/cli/demo/expectation.ts'
import { reportLines } from '../../../../lib/cli/demo/report.ts'
import type { PlannedCall, PlannedEvent } from '../../../../lib/local/connector/planned-call.ts'

const event = (type: string, account: PlannedEvent['account'] = 'changed') =>
  ({ type, account }) as PlannedEvent
const call = (wanted: PlannedCall['expect'], ...events: PlannedEvent[]) =>
  ({ expect: wanted, events }) as unknown as PlannedCall

const expected = expectationOf(
  [
    call('accepted', event('hire'), event('hire')),
    call('accepted', event('end', 'refused')),
    call('accepted', event('hire', 'behind')),
    call('accepted', event('other')),
    call('duplicate'),
    call('undecodable'),
    call('refused'),
  ],
  [
    { name: 'directory-account', on: ['hire', 'end'] },
    { name: 'journal', on: ['hire'] },
  ],
)
const asPlanned = {
  accepted: 4,
  duplicates: 1,
  undecodable: 1,
  refused: 1,
  events: 5,
  handlers: {
    'directory-account': { completed: 2, retried: 9, parked: 1, behind: 1, moving: 0 },
    journal: { completed: 3, retried: 0, parked: 0, behind: 0, moving: 0 },
  },
}

describe('the expectation', () => {
  it('follows from the plan and from what the handlers take', () => {
    expect(expected).toEqual({
      accepted: 4,
      duplicates: 1,
      undecodable: 1,
      refused: 1,
      events: 5,
      untaken: 1,
      handlers: {
        'directory-account': { deliveries: 4, completed: 2, parked: 1, behind: 1 },
        journal: { deliveries: 3, completed: 3, parked: 0, behind: 0 },
      },
    })
  })

  it('counts every event for a handler of all types', () => {
    const all = expectationOf(
      [call('accepted', event('x'), event('y'))],
      [{ name: 'a', on: ['*'] }],
    )
    expect(all).toMatchObject({ untaken: 0, handlers: { a: { deliveries: 2, completed: 2 } } })
  })

  it('is met when everything came as planned, however often it was retried', () => {
    expect(shortfalls(expected, asPlanned)).toEqual([])
  })

  it('says what is missing, for each figure', () => {
    const { handlers } = asPlanned
    const journal = { ...handlers.journal, completed: 2, moving: 1 }
    expect(
      shortfalls(expected, { ...asPlanned, refused: 0, handlers: { ...handlers, journal } }),
    ).toEqual([
      'refused calls: 1 expected, got 0',
      'journal: completed: 3 expected, got 2',
      'journal: not settled: 0 expected, got 1',
    ])
    expect(shortfalls(expected, { ...asPlanned, handlers: {} })).toHaveLength(4)
  })
})

describe('the report', () => {
  it('is a table that reads well', () => {
    expect(reportLines(expected, asPlanned).join('\n')).toMatchInlineSnapshot(`
"Calls

  accepted      4   5 new events recorded
  duplicates    1   recorded, not delivered again
  undecodable   1   not readable: stored as received, answered 400
  refused       1   invalid token: answered 401

Events

  handler             deliveries   completed   retried   parked   behind a parked one
  directory-account            4           2         9        1                     1
  journal                      3           3         0        0                     0

  Events of a type that no handler takes: 1. They are kept.
  Parked on purpose: changes that the directory can never accept. Later events of the
  same person wait behind them, in order.

Every event was handled as expected."
`)
  })

  it('names what is missing', () => {
    const lines = reportLines(expected, { ...asPlanned, events: 4 })
    expect(lines.slice(-2)).toEqual([
      'Differences from the plan:',
      '  recorded events: 5 expected, got 4',
    ])
  })
})
