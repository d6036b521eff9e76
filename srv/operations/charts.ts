import { z } from 'zod'
import { text } from '../../lib/api/fields.ts'
import { handlerStats, stats, statsRange } from '../../lib/api/stats.ts'
import { findHandlerId } from '../../lib/store/queries/find-handler-id.ts'
import { readHandlerStats, readStats } from '../../lib/store/stats/read-stats.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound } from './request-refusal.ts'
import { type Route, route } from './route.ts'

/** Numbers over time. */
export function chartRoutes({ pool }: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/stats',
      summary: 'Numbers over time for the charts: of the installation, or of one handler',
      grant: 'Monitor',
      query: z.strictObject({ range: statsRange, handler: text().optional() }),
      result: stats,
      refusals: [404],
      handle: async ({ query: { range, handler: name } }) => {
        if (name === undefined) return readStats(pool, range, null)
        const id = await findHandlerId(pool, name)
        if (id === null) throw notFound('a handler')
        return readStats(pool, range, { id, name })
      },
    }),
    route({
      method: 'get',
      path: '/stats/handlers',
      summary: 'Numbers of each handler, compared with the range before',
      grant: 'Monitor',
      query: z.strictObject({ range: statsRange }),
      result: handlerStats,
      handle: async ({ query: { range } }) => ({ items: await readHandlerStats(pool, range) }),
    }),
  ]
}
