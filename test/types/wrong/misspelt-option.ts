import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  retries: 3, // wrong: 'retries' does not exist
  run: () => undefined,
})
