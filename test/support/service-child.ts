import path from 'node:path'
import { type ServiceProcess, startService } from '../../lib/cli/demo/service-process.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import { shiftedClock } from './shifted-clock.ts'
import type { TestBed } from './test-service.ts'

export interface ChildOptions {
  /** under test/fixtures/handlers */
  readonly handlers: string
  readonly environment?: Readonly<Record<string, string>>
  /** what its log is called */
  readonly name: string
  /** how far its clock is off (ms) */
  readonly clockOffsetMs?: number
}

/** A lease that is over soon; the shortest that may be configured. */
const LEASE_SECONDS = 5

/** The service in a process of its own, on the database and the issuer of a test. */
export function startServiceChild(
  { database, authorizationServer, keys }: TestBed,
  folder: string,
  { handlers, environment = {}, name, clockOffsetMs }: ChildOptions,
): Promise<ServiceProcess> {
  const shifted =
    clockOffsetMs === undefined ? {} : { NODE_OPTIONS: shiftedClock(clockOffsetMs).join(' ') }
  return startService({
    environment: {
      DATABASE_URL: database.url,
      VCAP_SERVICES: JSON.stringify({
        xsuaa: [{ name: 'local', credentials: authorizationServer.xsuaaCredentials }],
      }),
      HANDLERS_DIR: `test/fixtures/handlers/${handlers}`,
      LEASE_SECONDS: String(LEASE_SECONDS),
      PORT: '0',
      ...keys,
      ...COMPILE_CACHE,
      ...shifted,
      ...environment,
    },
    logFile: path.join(folder, `${name}.log`),
    signal: new AbortController().signal,
  })
}
