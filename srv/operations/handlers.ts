import { z } from 'zod'
import { text } from '../../lib/api/fields.ts'
import { list, named } from '../../lib/api/named.ts'
import { handler } from '../../lib/api/operated.ts'
import { handlerHours } from '../../lib/api/stats.ts'
import { listHandlers } from '../../lib/store/queries/list-handlers.ts'
import { readHandlerHours } from '../../lib/store/stats/handler-hours.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound } from './request-refusal.ts'
import { type Route, route } from './route.ts'

const all = named('HandlerList', z.object({ items: list(handler) }))
const params = z.strictObject({ name: text() })
const HOURS = 48

export function handlerRoutes({ pool }: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/handlers',
      summary: 'All registered handlers, retired ones included',
      grant: 'Monitor',
      query: z.strictObject({}),
      result: all,
      handle: async () => ({ items: await listHandlers(pool) }),
    }),
    route({
      method: 'get',
      path: '/handlers/{name}',
      summary: 'One handler',
      grant: 'Monitor',
      params,
      result: handler,
      refusals: [404],
      handle: async ({ params: { name } }) => {
        const [found] = await listHandlers(pool, name)
        if (found === undefined) throw notFound('a handler')
        return found
      },
    }),
    route({
      method: 'get',
      path: '/handlers/{name}/hours',
      summary: 'Deliveries of one handler and their outcomes, for each of the last 48 hours',
      grant: 'Monitor',
      params,
      result: handlerHours,
      refusals: [404],
      handle: async ({ params: { name } }) => {
        const hours = await readHandlerHours(pool, name, new Date(), HOURS)
        if (hours === null) throw notFound('a handler')
        return { hours }
      },
    }),
  ]
}
