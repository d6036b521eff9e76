import path from 'node:path'
import { type ServiceProcess, startService } from '../../lib/cli/demo/service-process.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
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
  const shifted = clockOffsetMs === undefined ? {} : { NODE_OPTIONS: shiftedClock(clockOffsetMs) }
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

/** Loaded before the service: all that asks for the time of the process gets another one. */
function shiftedClock(ms: number): string {
  const module = `const Real=Date;globalThis.Date=class extends Real{
    constructor(...given){if(given.length===0)super(Real.now()+${ms});else super(...given)}
    static now(){return Real.now()+${ms}}}`
  return `--import data:text/javascript,${encodeURIComponent(module)}`
}
