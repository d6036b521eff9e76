import path from 'node:path'
import { startServer } from '../stage/start-server.ts'
import type { Arm } from './arm.ts'

export const bareExpress: Arm = {
  name: 'a',
  title: 'bare Express 5, reads the body and answers',
  async open({ folder }) {
    const server = await startServer({
      file: 'lab/bench/servers/bare-express.ts',
      env: { NODE_ENV: 'production' },
      logFile: path.join(folder, 'bare-express.log'),
    })
    return {
      server,
      url: `${server.origin}/events`,
      settled: async () => null,
      check: async () => undefined,
      close: server.stop,
    }
  },
}
