import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  async run(_event, { successfactors }) {
    const reader = successfactors()
    await reader.get('EmpJob', { userId: '20001' }) // wrong: is missing the following properties
    await reader.get('User', { user: '20001' }) // wrong: Object literal may only specify known properties
    await reader.empJob({ userId: '20001', startDate: '2027-01-01' }) // wrong: Property 'seqNumber' is missing
    await reader.get('PerPerson', { personIdExternal: { day: '2027-01-01' } }) // wrong: is not assignable to type 'string | number'
  },
})
