import { checkKept, setHandlers, waitUntilSettled } from '../arms/kept-messages.ts'
import { hammer } from '../load/run-load.ts'
import { createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'

export interface Backlog {
  readonly deliveries: number
  readonly settledPerSecond: number
}

const HANDLERS = 2

/** Messages are recorded while the handlers are held; then they run until all is settled. */
export async function measureBacklog(
  stage: Stage,
  { seconds, profileFolder }: { seconds: number; profileFolder: string | null },
): Promise<Backlog> {
  const database = await createDatabase(stage, 'backlog')
  try {
    const options = { handlersDir: 'lab/bench/handlers/plain', profileFolder }
    const server = await startService(stage, database, options)
    try {
      await setHandlers(database, 'held')
      const url = `${server.origin}/http/successfactors/events`
      const { answers } = await hammer({ url, token: stage.token, seconds, firstSequence: 0 })
      await setHandlers(database, 'running')
      await waitUntilSettled(database)
      await checkKept(database, { answers, handlers: HANDLERS, ran: true })
      // From the first start: the service may take a second to see that it may run them.
      const { seconds: took } = await database.row<{ seconds: number }>(`
        select extract(epoch from (select max(settled_at) from delivery) - min(started_at))::float8
          as seconds from attempt`)
      const deliveries = answers * HANDLERS
      return { deliveries, settledPerSecond: deliveries / took }
    } finally {
      await server.stop()
    }
  } finally {
    await database.drop()
  }
}
