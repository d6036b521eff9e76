import { findSubjectIds, type SubjectFilter } from '../../lib/store/queries/list-subjects.ts'
import type { Count, Page, PageRequest } from '../../lib/store/queries/page.ts'
import { answerList, type ListAnswer, type Paging } from './answer-list.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { reveal } from './reveal.ts'
import type { Call } from './route.ts'
import { admitSearch, type KeySearch } from './search-rule.ts'

type Given = Partial<Paging> & {
  readonly subject?: string | undefined
  readonly person?: (KeySearch & Pick<SubjectFilter, 'company'>) | undefined
  readonly text?: string | undefined
  readonly messages?: { readonly subject?: string | undefined } | undefined
}

type Filter<Body> = Omit<Body, 'cursor' | 'limit' | 'count' | 'subject' | 'person'> & {
  subjects?: readonly string[]
}

type SearchCall = Pick<Call<unknown, unknown, unknown>, 'caller' | 'needs' | 'credential'>

/** The filter of an address, as the store takes it. */
export function filterOf<Query extends Given>(query: Query): Filter<Query> {
  const { cursor: _cursor, limit: _limit, count: _count, subject, person: _person, ...rest } = query
  return {
    ...rest,
    ...(subject !== undefined && { subjects: [subject] }),
    ...(rest.messages !== undefined && { messages: filterOf(rest.messages) }),
  }
}

/** The filter of an action for many. */
export async function bulkFilterOf<Query extends Given>(
  parts: OperationsDeps,
  call: SearchCall,
  given: Query,
): Promise<Filter<Query>> {
  const { filter, foundIds, isReveal } = await searchFilterOf(parts, call, given)
  if (isReveal) await reveal(parts, call, { what: 'search', subjectIds: foundIds })
  return filter
}

interface Search<Item, Query> {
  readonly list: (filter: Filter<Query>, request: PageRequest) => Promise<Page<Item>>
  readonly count: (filter: Filter<Query>) => Promise<Count>
  /** ids of the subjects that an item of the answer names */
  readonly subjectsOf: (item: Item) => readonly string[]
}

/** The answer to a search; one that needs Reveal is recorded with the subjects that it names. */
export async function answerSearch<Item, Query extends Given & Paging>(
  parts: OperationsDeps,
  call: SearchCall & { readonly body: Query },
  { list, count, subjectsOf }: Search<Item, Query>,
): Promise<ListAnswer<Item>> {
  const { filter, foundIds, isReveal } = await searchFilterOf(parts, call, call.body)
  const answer = await answerList(
    call.body,
    (request) => list(filter, request),
    () => count(filter),
  )
  if (isReveal) {
    const subjectIds = [...foundIds, ...answer.items.flatMap(subjectsOf)]
    await reveal(parts, call, { what: 'search', subjectIds })
  }
  return answer
}

/** A person becomes the ids of subjects: the key goes no further. */
async function searchFilterOf<Query extends Given>(
  parts: OperationsDeps,
  call: SearchCall,
  given: Query,
) {
  const { kinds, isReveal } = admitSearch(parts, call, given)
  const filter = filterOf(given)
  if (given.person === undefined) return { filter, foundIds: [], isReveal }
  const { key, company } = given.person
  const foundIds = await findSubjectIds(parts.pool, { key, company, kinds })
  const { subjects } = filter
  const ids = subjects === undefined ? foundIds : foundIds.filter((id) => subjects.includes(id))
  return { filter: { ...filter, subjects: ids }, foundIds, isReveal }
}
