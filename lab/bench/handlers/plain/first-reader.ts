import { defineHandler, reject } from '#handler'

export default defineHandler({
  on: '*',
  concurrency: 200,
  run: (event) => event.key('userId') ?? reject('no userId'),
})
