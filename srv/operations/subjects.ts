import { z } from 'zod'
import { paging, subjectId, text } from '../../lib/api/fields.ts'
import { named, pageSchema } from '../../lib/api/named.ts'
import { subjectDetail, subjectEntry } from '../../lib/api/operated.ts'
import { listLanes } from '../../lib/store/queries/list-lanes.ts'
import { countSubjects, listSubjects } from '../../lib/store/queries/list-subjects.ts'
import { answerList } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { notFound } from './request-refusal.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'
import { admitSearch } from './search-rule.ts'

const page = pageSchema('SubjectPage', subjectEntry)
const fields = { company: text().optional(), kind: text().optional(), ...paging('bigint') }
const search = named('SubjectSearch', z.strictObject({ ...fields, key: text(1_000) }))
/** More lanes than there will be handlers. */
const MAX_LANES = 500

/** Subjects: whom the order is kept for. */
export function subjectRoutes(parts: OperationsDeps): Route[] {
  const { pool } = parts
  return [
    route({
      method: 'get',
      path: '/subjects',
      summary: 'Subjects, newest first',
      grant: 'Monitor',
      query: z.strictObject(fields),
      result: page,
      handle: async ({ query }) => {
        const { company, kind } = query
        return answerList(
          query,
          (request) => listSubjects(pool, { company, kind }, request),
          () => countSubjects(pool, { company, kind }),
        )
      },
    }),
    route({
      method: 'post',
      path: '/subjects/search',
      summary: 'Subjects by key, such as a userId (needs Reveal for any but a person)',
      grant: 'Monitor',
      body: search,
      result: page,
      refusals: [429],
      handle: async (call) => {
        const { company, kind, key } = call.body
        const { kinds, isReveal } = admitSearch(parts, call, { person: { key, kind } })
        const filter = { company, kinds, key }
        const answer = await answerList(
          call.body,
          (request) => listSubjects(pool, filter, request),
          () => countSubjects(pool, filter),
        )
        if (isReveal) {
          await reveal(parts, call, {
            what: 'search',
            subjectIds: answer.items.map(({ id }) => id),
          })
        }
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
  ]
}
