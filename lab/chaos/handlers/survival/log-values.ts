import { defineHandler } from '#handler'

/** Says all that an event says, as a careless handler does. */
export default defineHandler({
  on: ['survival.log'],
  retry: { attempts: 1 },
  onFailure: 'skip',
  run(event, { log }) {
    const said = event.params.map(({ name, value }) => `${name}: ${value}`).join(', ')
    log.info(said, { params: event.params })
    throw new Error(said)
  },
})
