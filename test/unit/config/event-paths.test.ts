import { expect, it } from '@jest/globals'
import { eventPaths } from '../../../lib/config/event-broker-binding.ts'

it('takes the path of Event Hub for one that takes events where it is bound', () => {
  const ingestPaths = ['/http/events', '/cxf/events']
  expect(eventPaths({ ingestPaths, eventHub: null })).toEqual(ingestPaths)
  const eventHub = { path: '/event-hub', clientId: 'hub' }
  expect(eventPaths({ ingestPaths, eventHub })).toEqual([...ingestPaths, '/event-hub'])
})
