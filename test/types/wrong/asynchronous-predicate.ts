import { defineHandler } from '#handler'

export default defineHandler({
  on: async (event) => event.company === 'acme', // wrong: Type 'Promise<boolean>' is not assignable
  run: () => undefined,
})
