import fc from 'fast-check'
import { openApiDocument } from '../../../srv/operations/openapi.ts'
import type { OperationsDeps } from '../../../srv/operations/operations-deps.ts'
import { operationsRoutes } from '../../../srv/operations/operations-routes.ts'
import { anyHeaders } from './any-headers.ts'
import { encoded } from './encoded-body.ts'
import { rightFraming } from './ingest-requests.ts'
import { hostileValue, type JsonSchema, type Schemas, schemaValue } from './schema-values.ts'
import { tokenOf } from './senders.ts'
import type { Header, WireRequest } from './wire-request.ts'

interface Operation {
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly schema: JsonSchema
  }[]
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } }
  }
}

const document = openApiDocument(operationsRoutes({} as OperationsDeps))
const { schemas } = document.components as { readonly schemas: Schemas }
const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>

const HANDLERS = ['takes-all', 'parks-some', 'plans-ahead']
/** One such request gives every delivery of the run something to do. */
const FOR_MANY = /^\/(?:deliveries|messages)\/actions\/|\/backfill$/

const segments: Readonly<Record<string, fc.Arbitrary<string>>> = {
  id: fc.constantFrom('{known}', '{known}', '1', '7', '01990000-0000-7000-8000-000000000001'),
  messageId: fc.constant('{known}'),
  ordinal: fc.constantFrom('0', '0', '1', '999999999', '9999999999'),
  handler: fc.constantFrom(...HANDLERS),
  name: fc.constantFrom(...HANDLERS),
  run: fc.constantFrom('0', '0', '1', '999999999'),
}

const contentType = fc.oneof(
  { arbitrary: fc.constant('application/json'), weight: 12 },
  {
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=utf-16',
      'application/json; charset=utf-7',
      'application/json; charset=',
      'text/plain',
      'application/json;;;',
      '',
    ),
    weight: 1,
  },
)

/** Every route of the operations API, with what its own document says that it takes. */
export const operationsRequest: fc.Arbitrary<WireRequest> = fc.oneof(
  ...Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      arbitrary: requestOf(method.toUpperCase(), path, operation),
      weight: FOR_MANY.test(path) ? 1 : 6,
    })),
  ),
)

function requestOf(method: string, path: string, operation: Operation): fc.Arbitrary<WireRequest> {
  const schema = operation.requestBody?.content['application/json'].schema
  const body = schema === undefined ? fc.constant('') : bodyOf(schema)
  return fc
    .record({
      target: fc.tuple(pathOf(path, operation), queryOf(operation)).map((parts) => parts.join('')),
      token: tokenOf('operator'),
      content: encoded(body.map((text) => Buffer.from(text))),
      type: contentType,
      framing: rightFraming,
      more: anyHeaders,
      expects: fc.integer({ min: 0, max: 30 }).map((one) => one === 30),
    })
    .map(({ target, token, content, type, framing, more, expects }) => {
      const headers: Header[] = type === '' ? [] : [['Content-Type', type]]
      return {
        what: `${method} ${path}`,
        method,
        target: `/operations/v1${target}`,
        version: '1.1' as const,
        headers: [...headers, ...content.headers, ...more],
        token,
        body: content.body,
        framing,
        expects: expects && content.body.length > 0,
      }
    })
}

function bodyOf(schema: JsonSchema): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: schemaValue(schema, schemas).map((value) => JSON.stringify(value)), weight: 700 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 50 },
    { arbitrary: fc.constantFrom('{', '[]', 'null', '1', '{"__proto__":{"a":1}}', ''), weight: 50 },
    { arbitrary: fc.constant(`{"comment":"${'x'.repeat(1_100_000)}"}`), weight: 1 },
  )
}

function pathOf(path: string, { parameters }: Operation): fc.Arbitrary<string> {
  const names = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
  const values = names.map((name) =>
    fc.oneof(
      { arbitrary: segments[name] ?? fc.constant('0'), weight: 40 },
      { arbitrary: hostileValue.map((value) => escaped(value)), weight: 4 },
      { arbitrary: fc.constantFrom('%', '%zz', '%ff', '%00', '..', '%2e%2e%2f'), weight: 1 },
    ),
  )
  return fc
    .tuple(...values)
    .map((given) =>
      names.reduce(
        (text, name, index) => text.replace(`{${name}}`, () => given[index] ?? ''),
        path,
      ),
    )
}

function queryOf({ parameters }: Operation): fc.Arbitrary<string> {
  const known = parameters.filter((one) => one.in === 'query')
  if (known.length === 0) return fc.constantFrom('', '', '', '?a=b', '?')
  const pair = fc.constantFrom(...known).chain(({ name, schema }) => {
    const value = name === 'cursor' ? schemaValue({}, schemas) : schemaValue(schema, schemas)
    return value.map((one) => `${name}=${escaped(one)}`)
  })
  const odd = fc.constantFrom('a=b', '%', '=', '__proto__=1', 'limit[]=1', 'from=%ff', 'limit=1e2')
  return fc
    .array(fc.oneof({ arbitrary: pair, weight: 12 }, { arbitrary: odd, weight: 1 }), {
      maxLength: 3,
    })
    .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`))
}

/** `{known}` is filled in later. */
function escaped(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === '{known}' ? text : encodeURIComponent(text.toWellFormed())
}
