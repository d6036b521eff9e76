import { z } from 'zod'

/** The schemas with a name in the OpenAPI document. */
export const namedSchemas = z.registry<{ id: string }>()

/** Names a schema in the OpenAPI document. */
export function named<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  namedSchemas.add(schema, { id: name })
  return schema
}

/** A read-only list. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly()
}

/** The answer of every list. */
export function pageSchema<Item extends z.ZodType>(name: string, item: Item) {
  return named(
    name,
    z.object({
      items: list(item),
      next: z.string().nullable().describe('cursor of the next page; null = last page'),
      examinedTo: z
        .date()
        .nullable()
        .describe(
          'a page examines at most 2,000 messages: the time where it stopped early; continue with next',
        ),
      count: count.nullable().describe('only with count=true'),
    }),
  )
}

const count = named(
  'Count',
  z.object({
    count: z.int(),
    atLeast: z.boolean().describe('true = counting stopped at 10,000'),
  }),
)
