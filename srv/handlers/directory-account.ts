import { defineHandler, type HandlerEvent, reject } from '#handler'
import { type DirectoryRequest, sendToDirectory } from './directory/send-to-directory.ts'
import { HIRE, MANAGER_CHANGED, REHIRE, TERMINATION } from './shared/event-types.ts'

/** Opens, closes and updates an employee's account in a directory. */
export default defineHandler({
  on: [HIRE, REHIRE, TERMINATION, MANAGER_CHANGED],
  retry: { attempts: 8, firstDelayMs: 500 },
  timeoutMs: 10_000,
  async run(event, { idempotencyKey, log, setting, signal }) {
    const change = changeFor(event)
    const url = `http://localhost:${setting('LOCAL_DIRECTORY_PORT', '4006')}`
    await sendToDirectory(change, { url, idempotencyKey, signal })
    log.info('directory updated', { method: change.method })
  },
})

/** The directory opens and closes accounts at the given dates. */
function changeFor(event: HandlerEvent): DirectoryRequest {
  const userId = keyOrParam(event, 'userId') ?? reject('expected a userId, the event has none')
  const path = `/accounts/${encodeURIComponent(userId)}`
  const day = event.effectiveStartDate?.iso ?? null
  switch (event.type) {
    case TERMINATION:
      return { method: 'PATCH', path, body: { activeUntil: day } }
    case MANAGER_CHANGED:
      return { method: 'PATCH', path, body: { managerId: keyOrParam(event, 'managerId') } }
    default:
      return { method: 'PUT', path, body: { activeFrom: day } }
  }
}

/** SuccessFactors sends the same value as a key or as a parameter, depending on the event type. */
function keyOrParam(event: HandlerEvent, name: string): string | null {
  return event.key(name) ?? event.param(name)
}
