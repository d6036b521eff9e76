import { z } from 'zod'

/** The schemas that stand in the document under a name. */
export const namedSchemas = z.registry<{ id: string }>()

/** Gives a schema its name in the document. */
export function named<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  namedSchemas.add(schema, { id: name })
  return schema
}

/** A list that is only read. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly()
}

/** A page of a list, as every list answers. */
export function pageSchema<Item extends z.ZodType>(name: string, item: Item) {
  return named(
    name,
    z.object({
      items: list(item),
      next: z.string().nullable().describe('the cursor of the next page; null = this is the last'),
      examinedTo: z
        .date()
        .nullable()
        .describe(
          'a page looks at 2,000 messages at most: where it ended before it was full; go on with next',
        ),
      count: count.nullable().describe('only where it was asked for'),
    }),
  )
}

const count = named(
  'Count',
  z.object({
    count: z.int(),
    atLeast: z.boolean().describe('there may be more: counting ends at 10,000'),
  }),
)
