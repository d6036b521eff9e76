import { defineHandler, reject } from '#handler'

export default defineHandler({
  on: '*',
  run: (event) => event.key('userId') ?? reject('no userId'),
})
