import path from 'node:path'
import { localKeyVariables } from '../../../lib/local/local-keys.ts'
import { shiftedClock } from '../../../test/support/shifted-clock.ts'
import { keysFolderOf } from '../filled/bench-vault.ts'
import type { BenchDatabase } from './database.ts'
import type { Stage } from './open-stage.ts'
import { type RunningServer, startServer } from './start-server.ts'

export interface ServiceOptions {
  /** below the project */
  readonly handlersDir: string
  readonly profileFolder: string | null
  readonly role?: 'all' | 'ingest' | 'dispatch'
  readonly environment?: Readonly<Record<string, string>>
  /** how far its clock is off (ms) */
  readonly clockOffsetMs?: number
  /** where several run at a time, each has a log of its own */
  readonly logName?: string
}

/** The service as it runs on BTP: its issuer from a binding, its database from a URL, its log on. */
export async function startService(
  stage: Stage,
  database: BenchDatabase,
  options: ServiceOptions,
): Promise<RunningServer> {
  const { handlersDir, profileFolder, role = 'all', environment = {}, logName } = options
  const { clockOffsetMs } = options
  return startServer({
    file: 'srv/server.ts',
    env: {
      PORT: '0',
      ROLE: role,
      LOG_LEVEL: 'info',
      DATABASE_URL: database.url,
      VCAP_SERVICES: JSON.stringify({
        xsuaa: [{ name: 'bench', credentials: stage.issuer.xsuaaCredentials }],
      }),
      HANDLERS_DIR: handlersDir,
      ...(await localKeyVariables(keysFolderOf(stage))),
      ...environment,
    },
    logFile: serviceLog(stage, logName),
    nodeOptions: [
      ...(profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]),
      ...(clockOffsetMs === undefined ? [] : shiftedClock(clockOffsetMs)),
    ],
  })
}

export function serviceLog({ folder }: Stage, name = 'service'): string {
  return path.join(folder, `${name}.log`)
}
