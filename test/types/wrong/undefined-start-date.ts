import { defineHandler } from '#handler'

export default defineHandler({
  on: 'com.example.Any',
  startAt: () => undefined, // wrong: is not assignable to type 'Date | null'
  meanwhile: 'wait',
  run: () => undefined,
})
