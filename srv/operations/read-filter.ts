import { findSubjectIds, type SubjectFilter } from '../../lib/store/queries/list-subjects.ts'
import type { OperationsDeps } from './operations-deps.ts'
import type { Call } from './route.ts'
import { admitSearch, type KeySearch } from './search-rule.ts'

export interface Given {
  readonly subject?: string | undefined
  readonly person?: (KeySearch & Pick<SubjectFilter, 'company'>) | undefined
  readonly text?: string | undefined
  readonly messages?: { readonly subject?: string | undefined } | undefined
}

/** A filter as the store takes it. */
export type Filter<Body> = Omit<Body, 'cursor' | 'limit' | 'count' | 'subject' | 'person'> & {
  subjects?: readonly string[]
}

type SearchCall = Pick<Call<unknown, unknown, unknown>, 'caller' | 'needs' | 'credential'>

export function filterOf<Query extends Given>(query: Query): Filter<Query> {
  const {
    cursor: _cursor,
    limit: _limit,
    count: _count,
    subject,
    person: _person,
    ...rest
  } = query as Query & { cursor?: unknown; limit?: unknown; count?: unknown }
  return {
    ...rest,
    ...(subject !== undefined && { subjects: [subject] }),
    ...(rest.messages !== undefined && { messages: filterOf(rest.messages) }),
  }
}

/** Replaces a person by the ids of its subjects: the key goes no further. */
export async function searchFilterOf<Query extends Given>(
  deps: OperationsDeps,
  call: SearchCall,
  given: Query,
) {
  const { kinds, isReveal } = admitSearch(deps, call, given)
  const filter = filterOf(given)
  if (given.person === undefined) return { filter, foundIds: [], isReveal }
  const { key, company } = given.person
  const foundIds = await findSubjectIds(deps.pool, { key, company, kinds })
  const { subjects } = filter
  const ids = subjects === undefined ? foundIds : foundIds.filter((id) => subjects.includes(id))
  return { filter: { ...filter, subjects: ids }, foundIds, isReveal }
}
