import path from 'node:path'
import { createDatabase } from '../stage/database.ts'
import { startServer } from '../stage/start-server.ts'
import type { Arm } from './arm.ts'

export const handWritten = handWrittenWith('c', 'fast-xml-parser')
export const handWrittenWithSaxes = handWrittenWith('c2', 'saxes')

function handWrittenWith(name: string, parser: string): Arm {
  return {
    name,
    title: `hand-written receiver with ${parser}, one insert a call`,
    async open(stage) {
      const database = await createDatabase(stage, 'hand_written')
      const { tokenUrl, xsuaaCredentials } = stage.issuer
      const keys = `${xsuaaCredentials.url}/token_keys`
      const server = await startServer({
        file: 'bench/servers/hand-written-receiver.ts',
        args: [parser, database.url, tokenUrl, keys, xsuaaCredentials.xsappname],
        env: { NODE_ENV: 'production' },
        logFile: path.join(stage.folder, 'hand-written.log'),
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
