import { DestinationError, defineHandler, type HandlerEvent, reject } from '#handler'

const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'
const MANAGER_CHANGED = 'com.successfactors.Employment.JobInformation.ManagerChanged'
/** Statuses that a retry cannot change. */
const FINAL = [400, 404, 409, 422]

/** Opens, closes and updates an employee's account in a directory. */
export default defineHandler({
  on: [
    'com.successfactors.Employment.AssignmentInformation.Hire',
    'com.successfactors.Employment.AssignmentInformation.ReHire',
    TERMINATION,
    MANAGER_CHANGED,
  ],
  retry: { attempts: 8, firstDelayMs: 500 },
  timeoutMs: 10_000,
  async run(event, { destination, log }) {
    const { method, body } = changeFor(event)
    const userId = keyOrParam(event, 'userId') ?? reject('expected a userId, the event has none')
    const path = `/accounts/${encodeURIComponent(userId)}`
    try {
      await destination('directory').request(method, path, { body, timeoutMs: 2_000 })
    } catch (error) {
      if (error instanceof DestinationError && FINAL.includes(error.status)) {
        reject(`the directory refuses the change: HTTP ${error.status}`)
      }
      throw error
    }
    log.info('directory updated', { method })
  },
})

/** The directory opens and closes accounts at the given dates. */
function changeFor(event: HandlerEvent): { method: 'PUT' | 'PATCH'; body: object } {
  const day = event.effectiveStartDate?.iso ?? null
  switch (event.type) {
    case TERMINATION:
      return { method: 'PATCH', body: { activeUntil: day } }
    case MANAGER_CHANGED:
      return { method: 'PATCH', body: { managerId: keyOrParam(event, 'managerId') } }
    default:
      return { method: 'PUT', body: { activeFrom: day } }
  }
}

/** SuccessFactors sends the same value as a key or as a parameter, depending on the event type. */
function keyOrParam(event: HandlerEvent, name: string): string | null {
  return event.key(name) ?? event.param(name)
}
