import { expect, it } from '@jest/globals'
import type { EventRecord } from '../../../app/monitor/src/api/shapes.ts'
import { knownEvents } from '../../../app/monitor/src/pages/employee/known-events.ts'

const events = ['0193-c', '0193-b', '0193-a'].map((messageId) => ({ messageId }) as EventRecord)
const of = (missingFrom: string | null) =>
  knownEvents(events, { items: [], missingFrom }).map(({ messageId }) => messageId)

it('shows no event of which deliveries may be missing', () => {
  expect(of('0193-b')).toEqual(['0193-c'])
  expect(of(null)).toEqual(['0193-c', '0193-b', '0193-a'])
})
