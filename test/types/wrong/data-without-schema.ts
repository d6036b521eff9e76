import { defineHandler } from '#handler'

export default defineHandler({
  on: 'com.successfactors.Employment.AssignmentInformation.Hire',
  run: (event) => event.data, // wrong: Property 'data' does not exist
})
