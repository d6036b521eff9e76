import { findSubjectIds, type SubjectFilter } from '../../lib/store/queries/list-subjects.ts'
import type { Paging } from './answer-list.ts'
import type { OperationsParts } from './parts.ts'
import { reveal } from './reveal.ts'
import type { Call } from './route.ts'

type Given = Partial<Paging> & {
  readonly subject?: string | undefined
  readonly person?: SubjectFilter | undefined
  readonly text?: string | undefined
}

type Filter<Body> = Omit<Body, 'cursor' | 'limit' | 'count' | 'subject' | 'person'> & {
  subjects?: readonly string[]
}

/** The filter of an address, as the store takes it. */
export function filterOf<Query extends Given>(query: Query): Filter<Query> {
  const { cursor: _cursor, limit: _limit, count: _count, subject, person: _person, ...rest } = query
  return subject === undefined ? rest : { ...rest, subjects: [subject] }
}

/** The same of a body: a person becomes the ids of subjects, and no key goes any further. */
export async function personalFilterOf<Query extends Given>(
  parts: OperationsParts,
  body: Query,
): Promise<Filter<Query>> {
  const filter = filterOf(body)
  if (body.person === undefined) return filter
  const ids = await findSubjectIds(parts.pool, body.person)
  const { subjects } = filter
  return {
    ...filter,
    subjects: subjects === undefined ? ids : ids.filter((id) => subjects.includes(id)),
  }
}

/** The filter of a search; a search by text needs Reveal. */
export async function searchFilterOf<Query extends Given>(
  parts: OperationsParts,
  call: Call<unknown, unknown, Query>,
): Promise<Filter<Query>> {
  if (call.body.text !== undefined) {
    await reveal(parts, call, { what: 'search', messageId: null })
  }
  return personalFilterOf(parts, call.body)
}
