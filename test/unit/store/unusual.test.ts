import { expect, it } from '@jest/globals'
import type { HandlerSummary } from '../../../lib/store/queries/list-handlers.ts'
import { unusualOf } from '../../../lib/store/stats/unusual.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const LONG_AGO = new Date('2026-02-01T10:00:00Z')

const handler = (
  name: string,
  state: HandlerSummary['state'],
  waiting: number,
): HandlerSummary => ({
  name,
  formerNames: [],
  state,
  held: state === 'held',
  hold: null,
  registeredAt: LONG_AGO,
  lastSeenAt: NOW,
  retiredAt: state === 'retired' ? LONG_AGO : null,
  circuit: {
    openedAt: state === 'open' ? LONG_AGO.toISOString() : null,
    probeAt: null,
    faultySubjects: 0,
  },
  definition: {},
  instances: 1,
  parkedLanes: 0,
  parkedPeople: 0,
  retryingLanes: 0,
  waitingBehindParked: 0,
  waiting,
  scheduled: 0,
  overdueSeconds: 0,
  atLeast: false,
})

it('what is unusual stands with the worst first', () => {
  const unusual = unusualOf(
    {
      risks: ['fsync_off'],
      handlers: [
        handler('a', 'retired', 2),
        handler('b', 'retired', 0),
        handler('c', 'held', 42),
        handler('d', 'running', 7),
        handler('e', 'open', 3),
      ],
      parkedSubjects: 2,
      unseenRefusals: 5,
      typesWithoutHandler: [{ type: 'com.example.Hired', events: 9 }],
      lastEventAt: LONG_AGO,
    },
    NOW,
  )
  expect(unusual).toEqual([
    { kind: 'fsync_off' },
    { kind: 'parked', count: 2 },
    { kind: 'refusals', count: 5 },
    { kind: 'no_handler', type: 'com.example.Hired', count: 9 },
    { kind: 'circuit_open', handler: 'e', count: 3, since: LONG_AGO },
    { kind: 'handler_held', handler: 'c', count: 42 },
    { kind: 'handler_retired', handler: 'a', count: 2, since: LONG_AGO },
    { kind: 'no_events', since: LONG_AGO },
  ])
})
