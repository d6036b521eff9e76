import type { z } from 'zod'
import { writeCursor } from '../../lib/api/fields.ts'
import type { Count, Page, PageRequest, Position } from '../../lib/store/queries/page.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Filter, filterOf, type Given, searchFilterOf } from './read-filter.ts'
import { reveal } from './reveal.ts'
import { type Route, route } from './route.ts'

interface Paging {
  readonly cursor?: Position | undefined
  readonly limit: number
  readonly count?: boolean | undefined
}

type Fields<Schema extends z.ZodType> = Omit<z.output<Schema>, keyof Paging>
type ItemOf<Schema extends z.ZodType> =
  z.output<Schema> extends { readonly items: readonly (infer Item)[] } ? Item : never

interface ListSpec<Query extends z.ZodObject, Answer extends z.ZodType> {
  readonly path: string
  readonly summary: string
  readonly schemas: { readonly query: Query; readonly page: Answer }
  readonly list: (fields: Fields<Query>, page: PageRequest) => Promise<Page<ItemOf<Answer>>>
  readonly count: (fields: Fields<Query>) => Promise<Count>
}

/** GET of a list, page by page. */
export function listRoute<Query extends z.ZodObject, Answer extends z.ZodType>({
  path,
  summary,
  schemas,
  list,
  count,
}: ListSpec<Query, Answer>): Route {
  return route({
    method: 'get',
    path,
    summary,
    grant: 'Monitor',
    query: schemas.query,
    result: schemas.page,
    handle: async ({ query }) => {
      const { cursor: _cursor, limit: _limit, count: _count, ...fields } = query
      const chosen = fields as unknown as Fields<Query>
      const answer = await answerList(
        query as unknown as Paging,
        (page) => list(chosen, page),
        () => count(chosen),
      )
      return answer as z.output<Answer>
    },
  })
}

interface SearchableSpec<
  Query extends z.ZodObject,
  Search extends z.ZodType<Given & Paging>,
  Answer extends z.ZodType,
> {
  readonly path: string
  /** what the lists hold: `Deliveries` */
  readonly title: string
  readonly order: string
  readonly schemas: { readonly query: Query; readonly search: Search; readonly page: Answer }
  readonly list: (
    filter: Filter<z.output<Search>>,
    page: PageRequest,
  ) => Promise<Page<ItemOf<Answer>>>
  readonly count: (filter: Filter<z.output<Search>>) => Promise<Count>
  /** ids of the subjects that an item shows */
  readonly subjectsOf: (item: ItemOf<Answer>) => readonly string[]
}

/** A list, and the search in it. A search that needs Reveal is recorded with the subjects it shows. */
export function searchableRoutes<
  Query extends z.ZodObject,
  Search extends z.ZodType<Given & Paging>,
  Answer extends z.ZodType,
>(deps: OperationsDeps, spec: SearchableSpec<Query, Search, Answer>): Route[] {
  const { path, title, schemas, list, count, subjectsOf } = spec
  type Chosen = Filter<z.output<Search>>
  const search = route({
    method: 'post',
    path: `${path}/search`,
    summary: `${title} by person, and by text in keys and params (needs Reveal)`,
    grant: 'Monitor',
    body: schemas.search,
    result: schemas.page,
    refusals: [429],
    handle: async (call) => {
      const { filter, foundIds, isReveal } = await searchFilterOf(deps, call, call.body)
      const chosen = filter as Chosen
      const answer = await answerList(
        call.body,
        (page) => list(chosen, page),
        () => count(chosen),
      )
      if (isReveal) {
        const subjectIds = [...foundIds, ...answer.items.flatMap(subjectsOf)]
        await reveal(deps, call, { what: 'search', subjectIds })
      }
      return answer as z.output<Answer>
    },
  })
  const chosenBy = (fields: Fields<Query>) => filterOf(fields as Given) as unknown as Chosen
  return [
    listRoute({
      path,
      summary: `${title}, ${spec.order}`,
      schemas,
      list: (fields, page) => list(chosenBy(fields), page),
      count: (fields) => count(chosenBy(fields)),
    }),
    search,
  ]
}

/** A page, and the count of all rows if it was asked for. */
export async function answerList<Item>(
  { cursor, limit, count }: Paging,
  list: (page: PageRequest) => Promise<Page<Item>>,
  countAll?: () => Promise<Count>,
) {
  const [page, counted] = await Promise.all([
    list({ after: cursor ?? null, limit }),
    count === true && countAll !== undefined ? countAll() : null,
  ])
  const { items, next, examinedTo } = page
  return { items, next: writeCursor(next), examinedTo, count: counted }
}
