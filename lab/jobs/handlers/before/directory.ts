import { defineHandler, reject } from '#handler'

/** Opens and closes accounts. A new account needs a cost center. */
export default defineHandler({
  on: [
    'com.successfactors.Employment.AssignmentInformation.Hire',
    'com.successfactors.Employment.AssignmentInformation.Termination',
  ],
  retry: { attempts: 2, firstDelayMs: 100 },
  async run(event, { destination }) {
    const userId = event.key('userId') ?? reject('expected a userId, the event has none')
    const costCenter = event.key('costCenter') ?? event.param('costCenter')
    if (event.type?.endsWith('.Hire') && costCenter === null) {
      reject('expected a costCenter, the event has none')
    }
    const path = `/accounts/${encodeURIComponent(userId)}`
    await destination('directory').request('PUT', path, { body: { costCenter } })
  },
})
