import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { EntityShape, KnownEntity } from '../../outbound/successfactors/entities.ts'
import { listenOnLoopback } from '../authorization-server/listen-on-loopback.ts'
import { literalValue, readFilter } from './read-filter.ts'
import {
  ODataFault,
  objectOf,
  type StoredRow,
  type StoredRows,
  shapeNamed,
  slicesOf,
} from './stored-rows.ts'
import { type Writing, writeRow } from './write-json.ts'

export interface LocalODataOptions {
  /** 0 takes any free port */
  readonly port: number
  /** stored rows for a request */
  readonly rows: (url: URL) => StoredRows
  readonly isSeen?: (row: StoredRow) => boolean
  readonly trouble?: () => ODataTrouble | null
  readonly now?: () => Date
}

export interface LocalOData {
  /** such as `http://localhost:4007`; the service is at `/odata/v2` */
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the stand-in for SuccessFactors' OData, on this machine only, without login. For
 * development. Rejects with `port_in_use`.
 */
export async function startLocalOData(options: LocalODataOptions): Promise<LocalOData> {
  const { port, rows } = options
  const { isSeen = () => true, trouble = () => null, now = () => new Date() } = options
  const listener = await listenOnLoopback(port, 'LOCAL_ODATA_PORT')
  listener.answerWith(answerOData({ rows, isSeen, trouble, now }))
  return { url: `http://localhost:${listener.port}`, close: () => listener.close() }
}

export interface ODataDeps {
  /** stored rows for a request */
  readonly rows: (url: URL) => StoredRows
  /** whether the technical user may see a row */
  readonly isSeen: (row: StoredRow) => boolean
  /** an error answer instead; null = none */
  readonly trouble: () => ODataTrouble | null
  readonly now: () => Date
}

export interface ODataTrouble {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const BASE = '/odata/v2'
const ENTITY = /^\/odata\/v2\/(\w+)(?:\((.*)\))?$/s
const KEY = /(?:(\w+)=)?((?:datetime)?'(?:[^']|'')*'|-?\d+L?)/g
const PAGE = 1_000
/** Filters on these fields consider all slices of an object: SAP KBA 2920680. */
const STAMPS = new Set(['lastModifiedDateTime', 'createdDateTime'])

/** The part of SuccessFactors' OData that handlers use: keys, dates, pages and errors. */
function answerOData(parts: ODataDeps): RequestListener {
  let sessions = 0

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const trouble = parts.trouble()
    if (trouble !== null) {
      response.writeHead(trouble.status, trouble.headers)
      response.end(trouble.body)
      return
    }
    if (request.headers.cookie === undefined) {
      sessions += 1
      response.setHeader('set-cookie', `JSESSIONID=s${sessions}; Path=/; HttpOnly`)
      response.setHeader('x-csrf-token', `c${sessions}`)
    }
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
    response.setHeader('date', parts.now().toUTCString())
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ d: read(parts, url) }))
  }

  return (request, response) => {
    try {
      answer(request, response)
    } catch (error) {
      if (!(error instanceof ODataFault)) throw error
      response.writeHead(error.status, { 'content-type': 'application/json' })
      const message = { lang: 'en-US', value: error.message }
      response.end(JSON.stringify({ error: { code: error.code, message } }))
    }
  }
}

function read(parts: ODataDeps, url: URL): unknown {
  const [, entity = '', key] = ENTITY.exec(decodeURIComponent(url.pathname)) ?? []
  const shape = shapeNamed(entity)
  const options = url.searchParams
  const all = (parts.rows(url)[entity as KnownEntity] ?? []).filter(parts.isSeen)
  const slices = slicesOf(all, shape, options, parts.now().toISOString().slice(0, 10))
  const names = (option: string) => (options.get(option) ?? '').split(',').filter(Boolean)
  const writing: Writing = {
    ...{ entity, shape, base: `${url.origin}${BASE}` },
    ...{ select: names('$select'), expand: names('$expand') },
  }
  if (key !== undefined) {
    const found = slices.find((row) => hasKey(row, shape, key))
    if (found !== undefined) return writeRow(found, writing)
    const text = `Entity ${entity} with the given key is not found.`
    throw new ODataFault(404, 'NotFoundException', text)
  }
  const found = slices.filter(filterOf(entity, shape, all, options.get('$filter')))
  return page(found, writing, url)
}

function page(found: readonly StoredRow[], writing: Writing, url: URL): unknown {
  const size = Number(url.searchParams.get('customPageSize') ?? PAGE)
  const start = Number(url.searchParams.get('$skiptoken') ?? 0)
  const results = found.slice(start, start + size).map((row) => writeRow(row, writing))
  if (start + size >= found.length) return { results }
  const next = new URL(url)
  next.searchParams.set('$skiptoken', String(start + size))
  return { results, __next: next.href }
}

function hasKey(row: StoredRow, { keys }: EntityShape, predicate: string): boolean {
  const names = Object.keys(keys)
  const given = [...predicate.matchAll(KEY)]
  return (
    given.length === names.length &&
    given.every(
      ([, name = names[0] as string, literal = '']) => row[name] === literalValue(literal),
    )
  )
}

function filterOf(
  entity: string,
  shape: EntityShape,
  all: readonly StoredRow[],
  text: string | null,
): (row: StoredRow) => boolean {
  const conditions = text === null ? [] : readFilter(text)
  if (conditions === null) {
    throw new ODataFault(400, 'BadRequestException', 'The filter cannot be read.')
  }
  const activeOnly = entity === 'User' && !conditions.some(({ field }) => field === 'status')
  return (row) =>
    (!activeOnly || row.status === 't' || row.status === 'T') &&
    conditions.every(({ field, holds }) => {
      if (shape.datedBy === null || !STAMPS.has(field)) return holds(String(row[field]))
      // Each condition may match another slice of the employee.
      const object = objectOf(row, shape)
      return all.some((one) => objectOf(one, shape) === object && holds(String(one[field])))
    })
}
