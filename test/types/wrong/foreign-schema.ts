import { defineHandler, reject } from '#handler'

export default defineHandler({
  on: '*',
  schema: { parse: () => undefined }, // wrong: 'parse' does not exist in type 'StandardSchemaV1
  run: () => reject('nothing'),
})
