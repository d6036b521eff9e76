import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  onFailure: 'stop', // wrong: Type '"stop"' is not assignable
  run: () => undefined,
})
