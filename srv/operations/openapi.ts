import { z } from 'zod'
import { errorAnswer } from '../../lib/api/error.ts'
import { namedSchemas } from '../../lib/api/named.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

const OPTIONS = {
  uri: (id: string) => `#/components/schemas/${id}`,
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }) => {
    // Both describe values in code, not in JSON.
    if (zodSchema._zod.def.type === 'date') {
      Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    }
    delete jsonSchema.readOnly
  },
} as const satisfies z.core.RegistryToJSONSchemaParams

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Invalid request: details lists all mistakes',
  401: 'The token is missing or invalid',
  403: 'The token does not allow this',
  404: 'Not found',
  409: 'The current state does not allow this: see code and message',
  410: 'No longer readable: its key is destroyed',
  429: 'Too many searches by person in one minute, or erasures in one hour: retry after Retry-After',
  503: 'The database or the issuer is unavailable: try again later',
}

/** The OpenAPI 3.1 document of the routes, from the schemas that check them. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'sf-event-receiver: operations',
      version: 'v1',
      description: 'Received messages, their deliveries, and operator actions.',
    },
    servers: [{ url: '/operations/v1' }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: schemasOf(routes),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function operationOf({ method, path, summary, grant, params, query, body, ...route }: Route): Json {
  const statuses = [400, 401, 403, ...(route.refusals ?? []), 503]
  return {
    operationId: `${method} ${path}`.replaceAll(/\W+/g, '-').replace(/-$/, ''),
    tags: [path.split('/')[1]],
    summary,
    description: `Needs the grant ${grant}.`,
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse({}).success,
            content: { 'application/json': { schema: reference(body) } },
          },
        }),
    responses: {
      [route.status ?? 200]: {
        description: 'Success',
        content:
          route.result === null
            ? { 'application/octet-stream': {} }
            : { 'application/json': { schema: reference(route.result) } },
      },
      ...Object.fromEntries(statuses.map((status) => [status, refusal(REFUSALS[status])])),
    },
  }
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = plain(schema, 'input')
  return Object.entries(properties as Record<string, Json>).map(([name, property]) => {
    const { description, ...rest } = property
    return {
      name,
      in: place,
      required: place === 'path' || (required as string[]).includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function refusal(description: string | undefined): Json {
  return { description, content: { 'application/json': { schema: reference(errorAnswer) } } }
}

function reference(schema: z.ZodType): Json {
  const name = namedSchemas.get(schema)?.id
  return name === undefined ? plain(schema, 'output') : { $ref: OPTIONS.uri(name) }
}

function plain(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _version, ...json } = z.toJSONSchema(schema, { ...OPTIONS, io })
  return json as Json
}

/** Schemas of answers are described as output, all others as input. */
function schemasOf(routes: readonly Route[]): Json {
  const { schemas: answered } = z.toJSONSchema(namedSchemas, { ...OPTIONS, io: 'output' })
  const { schemas: sent } = z.toJSONSchema(namedSchemas, { ...OPTIONS, io: 'input' })
  const all: Json = {}
  const answers = [errorAnswer, ...routes.map(({ result }) => result)]
  const results = new Set(answers.flatMap((answer) => namesIn(answer, answered)))
  for (const name of Object.keys(answered)) {
    const { $schema, $id, ...schema } = (results.has(name) ? answered : sent)[name] as Json
    all[name] = schema
  }
  return all
}

/** The named schemas that an answer contains. */
function namesIn(schema: z.ZodType | null, schemas: Readonly<Record<string, unknown>>): string[] {
  const name = schema === null ? undefined : namedSchemas.get(schema)?.id
  const found = new Set<string>()
  const look = (next: string | undefined) => {
    if (next === undefined || found.has(next)) return
    found.add(next)
    const text = JSON.stringify(schemas[next])
    for (const [, inner] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) look(inner)
  }
  look(name)
  return [...found]
}
