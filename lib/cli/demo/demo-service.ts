import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import { IS_REPOSITORY } from '../../config/package-files.ts'
import { childEnvironment } from '../../config/process-environment.ts'
import { readConfig } from '../../config/read-config.ts'
import { readFileName } from '../../handlers/discover-handlers.ts'
import type { ClientCredentials } from '../../http/client-token.ts'
import {
  type LocalClientId,
  readLocalClient,
} from '../../local/authorization-server/kept-secrets.ts'
import { TEMPLATE } from '../init/project-files.ts'
import { type ServiceProcess, StartError, startService } from './service-process.ts'

export interface DemoService extends ServiceProcess {
  readonly config: Config
  readonly url: string
  /** URL for SuccessFactors */
  readonly endpointUrl: string
  readonly logFile: string
  readonly successfactors: ClientCredentials
  readonly operator: ClientCredentials
}

export interface DemoServiceOptions {
  readonly signal: AbortSignal
  readonly onWait: () => void
}

/** The demo is never production, has its own issuer, and a directory that sometimes fails. */
const CHANGES = {
  NODE_ENV: null,
  VCAP_APPLICATION: null,
  VCAP_SERVICES: null,
  TRUSTED_ISSUERS: null,
  ROLE: null,
  LOG_LEVEL: null,
  LOCAL_DIRECTORY_TROUBLE: '15',
}
/** Waiting time for the end of an earlier, killed demo (ms). */
const EARLIER_RUN_MS = 10_000
const RETRY_MS = 500

/** Starts the service with its stand-ins. Rejects with one sentence. */
export async function startDemoService(options: DemoServiceOptions): Promise<DemoService> {
  const given = readConfig(childEnvironment(CHANGES))
  const handlersDir = await demonstrated(given.handlersDir)
  const [port, tokenPort] = await Promise.all([
    knownPort(given.port),
    knownPort(given.local.tokenPort),
  ])
  const environment = childEnvironment({
    ...CHANGES,
    HANDLERS_DIR: handlersDir,
    PORT: String(port),
    LOCAL_TOKEN_PORT: String(tokenPort),
  })
  const config = readConfig(environment)
  const { dataDir } = config.local
  const logFile = path.join(dataDir, 'demo', 'service.log')
  const service = await startPatiently({ environment, logFile, signal: options.signal }, options)
  const url = `http://localhost:${service.port}`
  return {
    ...service,
    config,
    url,
    endpointUrl: url + (config.ingestPaths[0] ?? ''),
    logFile,
    successfactors: await localClient(config, 'successfactors'),
    operator: await localClient(config, 'operator'),
  }
}

/** The repository itself has no handlers: its example belongs to the template of projects. */
async function demonstrated(folder: string): Promise<string> {
  if (!IS_REPOSITORY || folder !== path.resolve('srv/handlers')) return folder
  const names = await readdir(folder)
  const hasHandler = names.some((name) => readFileName(name).kind === 'handler')
  return hasHandler ? folder : path.join(TEMPLATE, 'srv/handlers')
}

/** After its start, the service has created the secrets. */
async function localClient({ local }: Config, id: LocalClientId): Promise<ClientCredentials> {
  const client = await readLocalClient(local, id)
  if (client === null) throw new Error(`expected the secret of the local client ${id}`)
  return client
}

/** The service of a killed demo needs a moment to notice that it must end. */
async function startPatiently(
  options: Parameters<typeof startService>[0],
  { onWait }: DemoServiceOptions,
): Promise<ServiceProcess> {
  const deadline = performance.now() + EARLIER_RUN_MS
  for (let waiting = false; ; waiting = true) {
    try {
      return await startService(options)
    } catch (error) {
      const isBusy = error instanceof StartError && error.code === 'local_data_in_use'
      if (!isBusy || performance.now() > deadline) throw error
      if (!waiting) onWait()
    }
    await delay(RETRY_MS, undefined, { signal: options.signal })
  }
}

/** The port, or a free one for 0, because the demo must know its addresses. */
async function knownPort(port: number): Promise<number> {
  if (port !== 0) return port
  const listener = createServer().listen(0)
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  await once(listener, 'close')
  return typeof address === 'object' && address !== null ? address.port : port
}
