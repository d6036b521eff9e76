import { z } from 'zod'
import { id } from '../../lib/api/fields.ts'
import { kept, toKeep, view } from '../../lib/api/kept.ts'
import {
  dropReference,
  keepReference,
  listKept,
  type Reference,
} from '../../lib/store/kept/kept-references.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const done = z.object({})

/** The saved views and the recent hits of the caller. */
export function keptRoutes({ pool }: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/kept',
      summary: 'Saved views and recent hits of the caller',
      grant: 'Monitor',
      result: kept,
      handle: async ({ caller }) => {
        const { views, recent } = await listKept(pool, actorOf(caller))
        // A view of an older version may have a field that is gone.
        const known = views.flatMap(({ id: viewId, reference }) => {
          const parsed = view.safeParse(JSON.parse(reference))
          return parsed.success ? [{ id: viewId, view: parsed.data }] : []
        })
        return { views: known, recent }
      },
    }),
    route({
      method: 'post',
      path: '/kept',
      summary: 'Keeps a view or a hit; the oldest beyond 30 views and 10 hits are dropped',
      grant: 'Monitor',
      body: toKeep,
      result: done,
      handle: async ({ caller, body }) => {
        for (const reference of referencesIn(body)) {
          await keepReference(pool, actorOf(caller), reference)
        }
        return {}
      },
    }),
    route({
      method: 'post',
      path: '/kept/{id}/remove',
      summary: 'Removes a saved view or a recent hit',
      grant: 'Monitor',
      params: z.strictObject({ id }),
      body: z.strictObject({}),
      result: done,
      handle: async ({ caller, params }) => {
        await dropReference(pool, actorOf(caller), params.id)
        return {}
      },
    }),
  ]
}

function referencesIn({ view: kept, messageId, subjectId }: z.output<typeof toKeep>): Reference[] {
  return [
    ...(kept === undefined ? [] : [{ kind: 'view' as const, reference: JSON.stringify(kept) }]),
    ...(messageId === undefined ? [] : [{ kind: 'message' as const, reference: messageId }]),
    ...(subjectId === undefined ? [] : [{ kind: 'subject' as const, reference: subjectId }]),
  ]
}
