import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  async run(event, { log, attempt }) {
    log.info('seen', { type: event.type, attempt })
  },
})
