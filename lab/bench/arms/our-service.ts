import { machineNow } from '../load/machine-clock.ts'
import { createDatabase } from '../stage/database.ts'
import { serviceLog, startService } from '../stage/start-service.ts'
import type { Arm } from './arm.ts'
import { checkKept, setHandlers, waitUntilSettled } from './kept-messages.ts'
import { checkLogged } from './logged-calls.ts'

const HANDLERS = 2

/** Each of them has an event in the warm-up. */
export const KNOWN_PERSONS = 2_000

export const serviceHeld = ourService('b-held', 'held')
export const serviceRunning = ourService('b-running', 'running')
export const knownHeld = ofKnownPersons(serviceHeld, 'known-held')
export const knownRunning = ofKnownPersons(serviceRunning, 'known-running')

/** The same service with other persons in the messages. */
export function ofKnownPersons(arm: Arm, name: string): Arm {
  return { ...arm, name, title: `${arm.title}, known persons`, knownPersons: KNOWN_PERSONS }
}

function ourService(name: string, handlers: 'held' | 'running'): Arm {
  return {
    name,
    title: `our ingest with everything on, ${HANDLERS} handlers ${handlers}`,
    async open(stage, { profileFolder }) {
      const database = await createDatabase(stage, 'our_service')
      const options = { handlersDir: 'lab/bench/handlers/plain', profileFolder }
      const server = await startService(stage, database, options).catch(async (error) => {
        await database.drop()
        throw error
      })
      await setHandlers(database, handlers)
      return {
        server,
        url: `${server.origin}/http/successfactors/events`,
        async settled() {
          if (handlers === 'held') return null
          await waitUntilSettled(database)
          return machineNow()
        },
        async check(answers) {
          await checkKept(database, { answers, handlers: HANDLERS, ran: handlers === 'running' })
          await server.stop()
          await checkLogged(serviceLog(stage), answers)
        },
        async close() {
          await server.stop()
          await database.drop()
        },
      }
    },
  }
}
