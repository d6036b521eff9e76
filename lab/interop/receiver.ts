import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { startService } from '../../lib/cli/demo/service-process.ts'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import { localKeyVariables } from '../../lib/local/local-keys.ts'
import { soapMessage } from '../../test/support/soap-message.ts'

/** Our service, in a process of its own. */
export interface Receiver {
  /** sends one event, as SuccessFactors does */
  send(token: string): Promise<Sent>
  /** reads from the operations API */
  read(route: string, token: string): Promise<Read>
  stop(): Promise<void>
}

export interface Sent {
  readonly status: number
  readonly correlationId: string
  /** null where nothing was stored */
  readonly messageId: string | null
}

export interface Read {
  readonly status: number
  readonly body: unknown
}

/** Removes variables of this machine, so that they do not influence the checks. */
const UNSET = {
  NODE_ENV: null,
  VCAP_APPLICATION: null,
  VCAP_SERVICES: null,
  DATABASE_URL: null,
  DATABASE_SCHEMA: null,
  PGOPTIONS: null,
  PGSSLMODE: null,
  CALLERS: null,
  ROLE: null,
  INGEST_PATHS: null,
}

/**
 * @param environment what it trusts and where its database is
 * @param folder holds its log
 */
export async function startReceiver(
  environment: Readonly<Record<string, string>>,
  folder: string,
  signal: AbortSignal,
): Promise<Receiver> {
  const { port, stop } = await startService({
    environment: childEnvironment({
      ...UNSET,
      HANDLERS_DIR: 'test/fixtures/handlers/good',
      LOG_LEVEL: 'warn',
      PORT: '0',
      ...(await localKeyVariables(path.join(folder, 'keys'))),
      ...environment,
    }),
    logFile: path.join(folder, 'service.log'),
    signal,
  })
  const url = `http://127.0.0.1:${port}`
  return {
    async send(token) {
      const correlationId = randomUUID()
      const answer = await fetch(`${url}/http/successfactors/events/ACME`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'text/xml',
          'x-correlation-id': correlationId,
        },
        body: soapMessage([{}]),
      })
      await answer.text()
      const messageId = answer.headers.get('SAP_MessageProcessingLogID')
      return { status: answer.status, correlationId, messageId }
    },
    async read(route, token) {
      const answer = await fetch(`${url}/operations/v1/${route}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      return { status: answer.status, body: await answer.json().catch(() => null) }
    },
    stop,
  }
}
