import { z } from 'zod'
import { named } from './named.ts'

const mistake = z.object({
  in: z.enum(['path', 'query', 'body']),
  field: z.string(),
  message: z.string(),
})

/** The answer to a refused request. */
export const errorAnswer = named(
  'Error',
  z.object({
    error: z.object({
      code: z.string().describe('stable, for programs'),
      message: z.string().describe('expected and received values, and what to do'),
      details: z.array(mistake).optional(),
    }),
  }),
)

/** One mistake in a request, and its place. */
export type Mistake = z.output<typeof mistake>
