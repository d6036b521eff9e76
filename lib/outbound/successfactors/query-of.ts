import { shapeOf } from './entities.ts'
import { checkedName, dayOf, equals } from './literals.ts'
import type { QueryOptions } from './successfactors.ts'

/** Without this filter a query of User returns only active users (SAP KBA 2736579, 3575859). */
const EVERY_STATUS = "status in 't','f','T','F','e','d'"
const PATH = /^[A-Za-z_]\w*(\/[A-Za-z_]\w*)*$/
const MAX_PAGE = 1_000

type Query = Record<string, string | number | undefined>

/** The query options of a request. Dates are separate options, not part of the filter. */
export function queryOf(entity: string, options: QueryOptions): Query {
  const { asOfDate, fromDate, toDate, orderBy, top, pageSize, paging } = options
  if (asOfDate !== undefined && (fromDate ?? toDate) !== undefined) {
    throw new RangeError('expected asOfDate or fromDate and toDate, got both')
  }
  if (pageSize !== undefined && !(pageSize >= 1 && pageSize <= MAX_PAGE)) {
    throw new RangeError(`expected a pageSize from 1 to ${MAX_PAGE}, got ${pageSize}`)
  }
  if (paging === 'snapshot' && shapeOf(entity)?.mdf === true) {
    throw new RangeError(`expected no snapshot of ${entity}: MDF objects have none`)
  }
  return {
    $format: 'json',
    $select: list(options.select),
    $expand: list(options.expand),
    $filter: filterOf(entity, options),
    $orderby: orderBy,
    $top: top,
    asOfDate: day('asOfDate', asOfDate),
    fromDate: day('fromDate', fromDate),
    toDate: day('toDate', toDate),
    customPageSize: pageSize,
    paging,
  }
}

function filterOf(entity: string, { where = {}, filter }: QueryOptions): string | undefined {
  const equal = equals(entity, where)
  const parts = [equal, filter === undefined ? '' : `(${filter})`].filter((part) => part !== '')
  const namesStatus = 'status' in where || /\bstatus\b/.test(filter ?? '')
  if (entity === 'User' && !namesStatus) parts.push(EVERY_STATUS)
  return parts.length === 0 ? undefined : parts.join(' and ')
}

function list(names: readonly string[] | undefined): string | undefined {
  if (names === undefined || names.length === 0) return undefined
  for (const name of names) {
    if (!PATH.test(name)) checkedName(name)
  }
  return names.join(',')
}

function day(name: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : dayOf(name, text)
}
