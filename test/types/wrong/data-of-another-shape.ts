import { z } from 'zod'
import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  schema: z.object({ keys: z.object({ userId: z.string() }) }),
  run: (event) => event.data.keys.personId, // wrong: Property 'personId' does not exist
})
