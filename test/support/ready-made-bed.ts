import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { discoverHandlers } from '../../lib/handlers/discover-handlers.ts'
import {
  type ReceivedCall,
  type RecordingTarget,
  startRecordingTarget,
} from './recording-target.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

type Answer = (call: ReceivedCall, response: ServerResponse) => void

interface ShownDelivery {
  readonly state: string
  readonly attempts: number
  readonly reasonCode: string | null
}

/** An instance with ready-made handlers `iflow`, `structured` and `binary` that call one target. */
export interface ReadyMadeBed {
  readonly bed: TestBed
  readonly instance: TestInstance
  readonly target: RecordingTarget
  /** of the target */
  answer: Answer
  /** Sends a message. @returns its id, once it is acknowledged */
  post(
    body: string | Buffer,
    type?: string,
    query?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<string>
  /** the calls of a handler for a message, by the path of its target */
  sent(messageId: string, url: string): ReceivedCall[]
  deliveries(messageId: string, handler: string): Promise<ShownDelivery[]>
  stop(): Promise<void>
}

export const answers =
  (status: number): Answer =>
  (_call, response) =>
    response.writeHead(status).end()

export async function createReadyMadeBed(): Promise<ReadyMadeBed> {
  const bed = await createTestBed()
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-ready-made-'))
  const target = await startRecordingTarget((call, response) => readyMade.answer(call, response))
  const instance = await startWithHandlers(bed, target, folder)
  const readyMade: ReadyMadeBed = {
    bed,
    instance,
    target,
    answer: answers(200),
    async post(body, type = 'text/xml;charset=UTF-8', query = '', headers = {}) {
      const authorization = `Bearer ${await bed.token()}`
      const response = await fetch(`${instance.url}/http/successfactors/events/ACME${query}`, {
        method: 'POST',
        headers: { ...headers, authorization, 'content-type': type },
        body,
      })
      if (response.status !== 200) throw new Error(`expected status 200, got ${response.status}`)
      return response.headers.get('SAP_MessageProcessingLogID') ?? ''
    },
    sent: (messageId, url) =>
      target.calls.filter(
        (call) =>
          call.url.startsWith(url) && String(call.headers['idempotency-key']).startsWith(messageId),
      ),
    deliveries: (messageId, handler) =>
      bed.rows(
        `select d.state, d.attempts_started as attempts, d.reason_code as "reasonCode" from delivery d join handler h on h.id = d.handler_id
         where d.message_id = $1 and h.name = $2 order by d.ordinal, d.run`,
        messageId,
        handler,
      ),
    async stop() {
      await bed.stop()
      await target.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return readyMade
}

async function startWithHandlers(
  bed: TestBed,
  target: RecordingTarget,
  folder: string,
): Promise<TestInstance> {
  const retry = { firstDelayMs: 0, maxDelayMs: 0 }
  const settings = {
    iflow: { use: 'forward', path: '/http/events' },
    structured: { use: 'publish', path: '/structured' },
    binary: { use: 'publish', path: '/binary?sink=1', mode: 'binary', source: '/hr' },
  }
  for (const [name, own] of Object.entries(settings)) {
    const text = JSON.stringify({ destination: 'target', on: '*', retry, ...own })
    await writeFile(path.join(folder, `${name}.json`), text)
  }
  const found = await discoverHandlers(folder)
  const { tokenUrl, clients } = bed.authorizationServer
  return bed.startInstance({
    handlers: Object.fromEntries(found.map(({ name, definition }) => [name, definition])),
    environment: {
      DESTINATIONS: JSON.stringify({
        target: {
          url: target.url,
          authentication: 'OAuth2ClientCredentials',
          tokenServiceURL: tokenUrl,
          clientId: 'operator',
          clientSecret: clients.operator.secret,
        },
      }),
    },
  })
}
