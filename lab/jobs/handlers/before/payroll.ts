import { defineHandler } from '#handler'

export default defineHandler({
  on: 'com.successfactors.Employment.AssignmentInformation.*',
  run: (event, { log }) => log.info('booked', { type: event.type ?? '' }),
})
