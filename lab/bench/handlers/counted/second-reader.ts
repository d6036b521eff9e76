import { defineHandler, reject } from '#handler'

export default defineHandler({
  on: '*',
  totalConcurrency: 100,
  run: (event) => event.key('userId') ?? reject('no userId'),
})
