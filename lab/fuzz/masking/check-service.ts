import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readConfig } from '../../../lib/config/read-config.ts'
import { trustXsuaaBinding } from '../../../lib/config/xsuaa-binding.ts'
import { defineHandler } from '../../../lib/handlers/define-handler.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'
import { createLogger } from '../../../lib/observability/log/logger.ts'
import type { DatabaseConnection } from '../../../lib/store/db/database.ts'
import { compose } from '../../../srv/compose/compose.ts'
import { createHttpServer } from '../../../srv/http/http-server.ts'
import { settledOrTimeout } from '../../../test/support/eventually.ts'
import { startFakeIssuer, testKey } from '../../../test/support/fake-issuer.ts'
import { startRecordingTarget } from '../../../test/support/recording-target.ts'
import { openStage } from '../../chaos/stage.ts'
import { bindingOf, signTokens, type Tokens } from '../requests/senders.ts'
import { findPlanted, pileOf, stringsIn } from './find-planted.ts'
import { type PlantedEvent, soapOf } from './planted-event.ts'
import { speakingHandler } from './speaking-handler.ts'

/** How long a batch may take on a machine that is busy with other parts (ms). */
const PATIENCE_MS = 60_000
const LISTS = ['/messages', '/events', '/deliveries', '/attempts', '/subjects', '/lanes']

/** The whole service, with a handler that speaks of names, and a reader with Monitor. */
export interface CheckedService {
  /** Sends events in one message and reads everything there is of them. @throws BrokenPromise */
  check(events: readonly PlantedEvent[]): Promise<void>
  close(): Promise<void>
}

interface Item {
  readonly id: string
  readonly status: string
  readonly subject: { readonly id: string } | null
}
export async function startCheckedService(): Promise<CheckedService> {
  const stage = await openStage()
  const key = await testKey('fuzz-masking')
  const issuer = await startFakeIssuer([key.jwk])
  const target = await startRecordingTarget(({ body }, response) => response.end(body))
  const tokens = await signTokens(issuer.url, key)
  const { databaseUrl, keys } = await stage.open('masking')
  const planted = new Map<string, PlantedEvent>()
  const definition = defineHandler(speakingHandler((id) => planted.get(id)))
  const { options } = readHandlerOptions(definition)
  if (options === null) throw new Error('expected a sound handler')
  const entry = { url: target.url, authentication: 'NoAuthentication' }
  const config = readConfig({
    ...keys,
    DATABASE_URL: databaseUrl,
    DESTINATIONS: JSON.stringify({ erp: entry }),
  })
  const logged: string[] = []
  const logger = createLogger({
    ...{ level: 'info', application: config.application, type: 'log' },
    destination: { write: (line: string) => void logged.push(line) },
  })
  const service = await compose(config, {
    database: config.database as DatabaseConnection,
    issuers: [trustXsuaaBinding(bindingOf(issuer.url) as never)],
    handlers: [{ name: 'speaks', definition, options }],
    ...{ logger, requestLogger: logger },
  })
  const server: Server = createHttpServer(service.app, service.onUnreadable)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const { read, send, settled } = clientOf(origin, tokens)

  return {
    async check(events) {
      const ids = events.map(() => randomUUID())
      for (const [at, event] of events.entries()) planted.set(ids[at] as string, event)
      logged.length = 0
      const id = await send(events, ids)
      await settled(id)
      const { deliveries } = (await read(`/messages/${id}`)) as { deliveries: Item[] }
      const subjects = new Set(deliveries.flatMap(({ subject }) => subject?.id ?? []))
      const paths = [
        `/messages/${id}`,
        ...LISTS.map((list) => `${list}?limit=100`),
        '/parked',
        ...[...subjects].map((subject) => `/subjects/${subject}`),
        ...events.map((_, ordinal) => `/deliveries/${id}/${ordinal}/speaks/0`),
      ]
      for (const path of paths) {
        const pile = pileOf(stringsIn(await read(path)))
        for (const event of events) findPlanted(event, pile, path.split(/[/?]/)[1] as string)
      }
      const lines = pileOf(logged)
      for (const event of events) findPlanted(event, lines, 'the log of the service')
      planted.clear()
    },
    async close() {
      server.close()
      await service.drain()
      server.closeAllConnections()
      await service.close()
      await target.close()
      await issuer.close()
      await stage.close()
    },
  }
}

/** A sender, and a reader with Monitor alone. */
function clientOf(origin: string, tokens: Tokens) {
  async function read(path: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${tokens.watcher}` }
    const answer = await fetch(`${origin}/operations/v1${path}`, { headers })
    if (!answer.ok) throw new Error(`${path.split('/')[1]} answered ${answer.status}`)
    return answer.json()
  }

  async function send(events: readonly PlantedEvent[], ids: readonly string[]): Promise<string> {
    const answer = await fetch(`${origin}/http/successfactors/events/ACME`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.sender}`, 'content-type': 'text/xml' },
      body: soapOf(events, ids),
    })
    const id = answer.headers.get('SAP_MessageProcessingLogID')
    if (!answer.ok || id === null) throw new Error(`a message was answered ${answer.status}`)
    return id
  }

  async function settled(id: string): Promise<void> {
    const isDone = async () => {
      const { items } = (await read('/messages?limit=1')) as { items: Item[] }
      return items[0]?.id === id && !/PROCESSING|RETRY|RECEIVED/.test(items[0].status)
    }
    await settledOrTimeout(isDone, 'the handler to end', PATIENCE_MS)
  }

  return { read, send, settled }
}
