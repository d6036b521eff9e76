import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  orderBy: async (event) => event.key('userId'), // wrong: Type 'Promise<string | null>' is not assignable
  run: () => undefined,
})
