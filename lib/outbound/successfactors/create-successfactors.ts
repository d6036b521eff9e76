import type { CallAnswer, CallOptions, DestinationSource } from '../destinations/destination.ts'
import { readChanges } from './changes.ts'
import { datingOf, shapeOf } from './entities.ts'
import {
  checkedName,
  checkWholeKey,
  dayInKeys,
  dayLiteral,
  dayOf,
  type Keys,
  keyPath,
} from './literals.ts'
import { isMissingRow, meaningOf } from './odata-error.ts'
import { boundedRows, type Page } from './pages.ts'
import { queryOf } from './query-of.ts'
import type { RateLimitGate } from './rate-limit-gate.ts'
import { readEntityOf } from './read-entity-of.ts'
import { type Row, type RowOf, toRow } from './rows.ts'
import { createSession } from './session.ts'
import { inOrder, WHOLE_TIME, withDating } from './slices.ts'
import type { QueryOptions, SuccessFactors, SuccessFactorsOptions } from './successfactors.ts'

export interface SuccessFactorsDeps {
  readonly source: DestinationSource
  readonly rateLimitGate: RateLimitGate
  readonly signal: AbortSignal
}

const READ_MS = 60_000
/** SuccessFactors' gateway gives up after 7 min (SAP KBA 3308167). */
const PAGE_MS = 300_000
const PAGE_BYTES = 32 * 1024 * 1024

/** The reader of one attempt. */
export function createSuccessFactors(
  deps: SuccessFactorsDeps,
  options: SuccessFactorsOptions = {},
): SuccessFactors {
  const { destination: name = 'successfactors', basePath = '/odata/v2' } = options
  const { read, pages } = pageReader(deps, name, basePath)

  async function* query(entity: string, options: QueryOptions = {}): AsyncGenerator<Row> {
    for await (const { rows } of pages(entity, options)) yield* rows
  }

  const reader: SuccessFactors = {
    async get(entity, given, options = {}) {
      const keys = given as Keys
      checkWholeKey(entity, keys)
      // Without a day SuccessFactors reads as of today and does not find future slices.
      const asOfDate = options.asOfDate ?? dayInKeys(entity, keys)
      const dated = asOfDate === undefined ? options : { ...options, asOfDate }
      const path = `${basePath}${keyPath(entity, keys)}`
      // SuccessFactors ignores a filter with a key.
      const { $filter: _none, ...plain } = queryOf(entity, dated)
      try {
        const answer = await read(path, { timeoutMs: READ_MS, query: plain })
        return toRow(bodyOf(answer)) as RowOf<typeof entity>
      } catch (error) {
        if (isMissingRow(error)) return null
        throw meaningOf(error, plain)
      }
    },
    empJob: (keys, options) => reader.get('EmpJob', keys, options),
    perPerson: (personIdExternal, options) =>
      reader.get('PerPerson', { personIdExternal }, options),
    user: (userId, options) => reader.get('User', { userId }, options),
    async timeLine(entity, keys, options = {}) {
      const fields = options.select && { select: withDating(options.select, shapeOf(entity)) }
      const whole = { ...options, ...fields, ...WHOLE_TIME, where: keys }
      const all = await collected(query(entity, whole))
      return inOrder(entity, all) as RowOf<typeof entity>[]
    },
    query: (entity, options) => query(entity, options) as AsyncGenerator<RowOf<typeof entity>>,
    entityOf: (event, options = {}) => readEntityOf(reader, event, options),
    changes: (entity, options) => readChanges(pages, entity, options),
    async comingIntoForce(entity, days, options = {}) {
      const datedBy = datingOf(entity).datedBy ?? 'startDate'
      const [from, to] = [dayOf('from', days.from), dayOf('to', days.to)]
      const filter = `${datedBy} ge ${dayLiteral(from)} and ${datedBy} lt ${dayLiteral(to)}`
      const select = options.select && { select: [...new Set([...options.select, datedBy])] }
      // The filter finds objects: select the slices that begin in these days.
      const beginning = ({ rows }: Page) =>
        rows.filter((row) => String(row[datedBy]) >= from && String(row[datedBy]) < to)
      return boundedRows(pages(entity, { ...WHOLE_TIME, filter, ...select }), beginning, {
        maxRows: options.maxRows,
        what: `slices of ${entity}`,
        hint: 'ask for fewer days, or with a larger maxRows',
      })
    },
  }
  return reader
}

/** Sends the requests of one reader in one session, and follows the pages of a query. */
function pageReader(
  { source, rateLimitGate, signal }: SuccessFactorsDeps,
  name: string,
  basePath: string,
) {
  const destination = source.destination(name)
  const session = createSession()

  async function read(path: string, call: CallOptions): Promise<CallAnswer> {
    const headers = session.headers()
    const answer = await rateLimitGate.run(name, signal, () =>
      destination.get(path, { ...call, headers }),
    )
    session.remember(answer)
    return answer
  }

  async function* pages(entity: string, query: QueryOptions): AsyncGenerator<Page> {
    let path = `${basePath}/${checkedName(entity)}`
    const parameters = queryOf(entity, query)
    let given: CallOptions['query'] = parameters
    const followed = new Set<string>()
    for (;;) {
      const call = { timeoutMs: PAGE_MS, maxBytes: PAGE_BYTES, ...(given && { query: given }) }
      const answer = await read(path, call).catch((error) => {
        throw meaningOf(error, parameters)
      })
      const { results, __next: next } = bodyOf(answer)
      if (!Array.isArray(results)) throw new Error(`expected a list of ${entity} from "${name}"`)
      yield { rows: results.map(toRow), answer }
      if (typeof next !== 'string') return
      if (followed.has(next)) throw new Error(`"${name}" leads to the same page again`)
      followed.add(next)
      // Unchanged: it contains the query. The destination refuses links to other hosts.
      path = next
      given = undefined
    }
  }

  return { read, pages }
}

async function collected(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = []
  for await (const row of rows) all.push(row)
  return all
}

function bodyOf(answer: CallAnswer): { results?: unknown; __next?: unknown } {
  const { d } = (answer.json() ?? {}) as { d?: unknown }
  if (typeof d === 'object' && d !== null) return d
  throw new Error('expected an answer of OData v2, which has "d"')
}
