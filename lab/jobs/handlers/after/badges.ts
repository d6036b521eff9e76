import { defineHandler } from '#handler'

/** Deployed later: it has missed what came before. */
export default defineHandler({
  on: 'com.successfactors.Employment.AssignmentInformation.Hire',
  run: (event, { log }) => log.info('badge ordered', { type: event.type ?? '' }),
})
