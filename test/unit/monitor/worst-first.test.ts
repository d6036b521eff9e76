import { expect, it } from '@jest/globals'
import { worstFirst } from '../../../app/monitor/src/pages/handlers/worst-first.ts'

const well = {
  state: 'running' as const,
  parkedLanes: 0,
  retryingLanes: 0,
  waiting: 0,
  scheduled: 0,
}

it('handlers stand with the worst first, and by their names', () => {
  const handlers = [
    { ...well, name: 'b' },
    { ...well, name: 'a', waiting: 3 },
    { ...well, name: 'c', retryingLanes: 1 },
    { ...well, name: 'gone', state: 'retired' as const },
    { ...well, name: 'missed', state: 'retired' as const, waiting: 1 },
    { ...well, name: 'held', state: 'held' as const },
    { ...well, name: 'down', state: 'open' as const },
    { ...well, name: 'one parked', parkedLanes: 1 },
    { ...well, name: 'two parked', state: 'held' as const, parkedLanes: 2 },
  ]
  expect(worstFirst(handlers).map(({ name }) => name)).toEqual([
    'two parked',
    'one parked',
    'down',
    'held',
    'missed',
    'c',
    'a',
    'b',
    'gone',
  ])
})
