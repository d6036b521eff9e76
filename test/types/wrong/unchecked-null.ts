import { defineHandler } from '#handler'

export default defineHandler({
  on: 'com.successfactors.Employment.AssignmentInformation.*',
  run: (event, { log }) => {
    log.info(event.key('userId')) // wrong: Argument of type 'string | null' is not assignable
  },
})
