import { lists } from '../../lib/api/lists.ts'
import { countEvents, listEvents } from '../../lib/store/queries/list-events.ts'
import { searchableRoutes } from './list-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import type { Route } from './route.ts'

export function eventRoutes(deps: OperationsDeps): Route[] {
  return searchableRoutes(deps, {
    path: '/events',
    title: 'Events',
    order: 'newest message first',
    schemas: lists.events,
    list: (filter, page) => listEvents(deps.pool, filter, page),
    count: (filter) => countEvents(deps.pool, filter),
    subjectsOf: ({ subject }) => (subject === null ? [] : [subject.id]),
  })
}
