import { z } from 'zod'
import { subjectId } from '../../lib/api/fields.ts'
import { lists } from '../../lib/api/lists.ts'
import { subjectDetail } from '../../lib/api/operated.ts'
import { countLanes, listLanes } from '../../lib/store/queries/list-lanes.ts'
import { countSubjects, listSubjects } from '../../lib/store/queries/list-subjects.ts'
import { answerList, listRoute } from './list-route.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { filterOf } from './read-filter.ts'
import { notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'
import { admitSearch } from './search-rule.ts'

/** More than the number of handlers. */
const MAX_LANES = 500

/** Subjects and their lanes. */
export function subjectRoutes(deps: OperationsDeps): Route[] {
  const { pool } = deps
  return [
    listRoute({
      path: '/subjects',
      summary: 'Subjects, newest first',
      schemas: lists.subjects,
      list: (filter, page) => listSubjects(pool, filter, page),
      count: (filter) => countSubjects(pool, filter),
    }),
    route({
      method: 'post',
      path: '/subjects/search',
      summary: 'Subjects by key, such as a userId (keys of records need Reveal)',
      grant: 'Monitor',
      body: lists.subjects.search,
      result: lists.subjects.page,
      refusals: [429],
      handle: async (call) => {
        const { company, kind, key } = call.body
        const { kinds, isReveal } = admitSearch(deps, call, { person: { key, kind } })
        const filter = { company, kinds, key }
        const answer = await answerList(
          call.body,
          (request) => listSubjects(pool, filter, request),
          () => countSubjects(pool, filter),
        )
        const subjectIds = answer.items.map(({ id }) => id)
        if (isReveal) await reveal(deps, call, { what: 'search', subjectIds })
        return answer
      },
    }),
    route({
      method: 'get',
      path: '/subjects/{id}',
      summary: 'One subject with its lanes',
      grant: 'Monitor',
      params: z.strictObject({ id: subjectId }),
      result: subjectDetail,
      refusals: [404],
      handle: async ({ params: { id } }) => {
        const first = { after: null, limit: MAX_LANES }
        const { items } = await listSubjects(pool, { id }, { after: null, limit: 1 })
        const [subject] = items
        if (subject === undefined) throw notFound('a subject')
        const lanes = await listLanes(pool, { subjects: [id] }, first)
        return { ...subject, lanes: lanes.items }
      },
    }),
    listRoute({
      path: '/lanes',
      summary: 'Lanes by handler and subject, each with its next delivery',
      schemas: lists.lanes,
      list: (fields, page) => listLanes(pool, filterOf(fields), page),
      count: (fields) => countLanes(pool, filterOf(fields)),
    }),
  ]
}
