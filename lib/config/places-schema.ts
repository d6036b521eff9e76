import { z } from 'zod'
import { type RecordPlaces, readPlace } from '../events/records/place.ts'

const place = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const steps = readPlace(text)
    if (steps !== null) return steps
    context.addIssue({
      code: 'custom',
      message: 'expected a place such as employees.employee or d.results[*], at most 10 steps',
    })
    return z.NEVER
  })

/** Places in a body as a person writes them. */
export const placesSchema = z.strictObject({
  events: place.optional(),
  type: place.optional(),
  id: place.optional(),
  subject: place.optional(),
})

/** Without the places that are left out. */
export function statedPlaces(places: z.output<typeof placesSchema>): RecordPlaces {
  return Object.fromEntries(Object.entries(places).filter(([, steps]) => steps !== undefined))
}
