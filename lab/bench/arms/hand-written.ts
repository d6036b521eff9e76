import path from 'node:path'
import { createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startServer } from '../stage/start-server.ts'
import type { Arm } from './arm.ts'

export const floor = receiverArm({
  name: 'floor',
  title: 'the least: Express, remembered token, saxes, one row by group commit',
  file: 'lab/bench/servers/floor-receiver.ts',
})

export const handWritten = receiverArm({
  name: 'c',
  title: 'hand-written receiver with fast-xml-parser, one insert a call',
  file: 'lab/bench/servers/hand-written-receiver.ts',
})

/** A receiver that keeps each call as one row of `received_event`. */
function receiverArm({ name, title, file }: { name: string; title: string; file: string }): Arm {
  return {
    name,
    title,
    async open(stage) {
      const database = await createDatabase(stage, 'received')
      const server = await startServer({
        file,
        args: [database.url, ...trustOf(stage)],
        env: { NODE_ENV: 'production' },
        logFile: path.join(stage.folder, `${name}.log`),
      }).catch(async (error) => {
        await database.drop()
        throw error
      })
      return {
        server,
        url: `${server.origin}/events`,
        settled: async () => null,
        async check(answers) {
          const { rows, events } = await database.row<{ rows: number; events: number }>(
            'select count(*)::int as rows, count(distinct event_id)::int as events from received_event',
          )
          if (rows === answers && events === answers) return
          throw new Error(`expected ${answers} rows and events, found ${rows} and ${events}`)
        },
        async close() {
          await server.stop()
          await database.drop()
        },
      }
    },
  }
}

/** Issuer, address of its keys, audience. */
function trustOf({ issuer: { tokenUrl, xsuaaCredentials } }: Stage): readonly string[] {
  return [tokenUrl, `${xsuaaCredentials.url}/token_keys`, xsuaaCredentials.xsappname]
}
