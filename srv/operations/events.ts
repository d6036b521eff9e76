import { z } from 'zod'
import { paging } from '../../lib/api/fields.ts'
import { eventFields, person, searchText } from '../../lib/api/filters.ts'
import { named, pageSchema } from '../../lib/api/named.ts'
import { event } from '../../lib/api/records.ts'
import { countEvents, listEvents } from '../../lib/store/queries/list-events.ts'
import { answerList } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { answerSearch, filterOf } from './read-filter.ts'
import { type Route, route } from './route.ts'

const page = pageSchema('EventPage', event)
const key = ['id', 'int'] as const
const search = named(
  'EventSearch',
  z.strictObject({ ...eventFields, person, text: searchText, ...paging(...key) }),
)

/** Events: what the messages said. */
export function eventRoutes(parts: OperationsDeps): Route[] {
  const { pool } = parts
  return [
    route({
      method: 'get',
      path: '/events',
      summary: 'Events, those of the newest message first',
      grant: 'Monitor',
      query: z.strictObject({ ...eventFields, ...paging(...key) }),
      result: page,
      handle: async ({ query }) => {
        const filter = filterOf(query)
        return answerList(
          query,
          (request) => listEvents(pool, filter, request),
          () => countEvents(pool, filter),
        )
      },
    }),
    route({
      method: 'post',
      path: '/events/search',
      summary: 'Events by person, and by text in keys and params (needs Reveal)',
      grant: 'Monitor',
      body: search,
      result: page,
      refusals: [429],
      handle: (call) =>
        answerSearch(parts, call, {
          list: (filter, request) => listEvents(pool, filter, request),
          count: (filter) => countEvents(pool, filter),
          subjectsOf: ({ subject }) => (subject === null ? [] : [subject.id]),
        }),
    }),
  ]
}
