import type { AddressInfo } from 'node:net'
import { readConfig } from '../../../lib/config/read-config.ts'
import { trustXsuaaBinding } from '../../../lib/config/xsuaa-binding.ts'
import { defineHandler, type HandlerDefinition } from '../../../lib/handlers/define-handler.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'
import { nameOf, placesOf } from '../../../lib/observability/log/describe-error.ts'
import { createLoggers } from '../../../lib/observability/log/logger.ts'
import { reject } from '../../../lib/outcomes.ts'
import type { DatabaseConnection } from '../../../lib/store/db/database.ts'
import { compose } from '../../../srv/compose/compose.ts'
import { createHttpServer } from '../../../srv/http/http-server.ts'
import { memoryPoint } from '../support/memory.ts'
import type { ServiceMessage } from './service-messages.ts'

/** The whole service, with handlers that take everything, in a process that can be asked for its memory. */
const HANDLERS: Readonly<Record<string, HandlerDefinition>> = {
  'takes-all': { on: '*', run: () => undefined },
  'parks-some': {
    on: '*',
    run: ({ eventId }) => {
      if ((eventId?.length ?? 0) % 8 === 7) reject('not this one')
    },
  },
  'plans-ahead': {
    on: '*',
    meanwhile: 'overtake',
    startAt: ({ effectiveStartDate }) => new Date(effectiveStartDate?.iso ?? 0),
    run: () => undefined,
  },
}

/** A forged token waits for a newer key: not for ten seconds here. */
const TRUST = { cooldownMs: 250, firstRetryMs: 50 }

process.on('unhandledRejection', (error) => {
  tell({ kind: 'trouble', what: `unhandled rejection: ${placed(error)}`, correlationId: null })
})
process.on('uncaughtException', (error) => {
  tell({ kind: 'trouble', what: `uncaught exception: ${placed(error)}`, correlationId: null })
  setImmediate(() => process.exit(1))
})

/** The first is often the one statement through which all go. */
const MOST_PLACES = 2

const [binding = ''] = process.argv.slice(2)
const config = readConfig()
const service = await compose(config, {
  database: config.database as DatabaseConnection,
  issuers: [trustXsuaaBinding(JSON.parse(binding))],
  handlers: Object.entries(HANDLERS).map(([name, given]) => discovered(name, given)),
  ...createLoggers({ logLevel: 'info', application: config.application }, { write: onLine }),
  trust: TRUST,
})
const server = createHttpServer(service.app, service.onUnreadable)
server.listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port })
})

process.on('message', async (order: 'memory' | 'stop') => {
  if (order === 'memory') return tell({ kind: 'memory', point: await memoryPoint(0) })
  server.close()
  await service.drain()
  server.closeAllConnections()
  await service.close()
  process.exit(0)
})

/** A line of a call says nothing new; what the service itself complains of does. */
function onLine(line: string): void {
  if (line.includes('"type":"request"')) return
  const { level, msg, code, correlation_id, stacktrace } = JSON.parse(line) as LogLine
  if (level === 'error' || level === 'fatal') {
    tell({
      kind: 'trouble',
      what: `${msg} ${ourPlaces(stacktrace)}`,
      correlationId: correlation_id ?? null,
    })
  } else if (level === 'warn') tell({ kind: 'warning', what: `${msg} (${code ?? 'no code'})` })
}

interface LogLine {
  readonly level: string
  readonly msg: string
  readonly code?: string
  readonly correlation_id?: string
  readonly stacktrace?: readonly string[]
}

function placed(error: unknown): string {
  return `${nameOf(error)} ${ourPlaces(placesOf(error))}`
}

/** The last of our own functions that it went through. */
function ourPlaces(places: readonly string[] = []): string {
  const ours = places.flatMap((place) => {
    const [, name, file] = /([\w.#<>]+) \(.*?((?:lib|srv)\/[\w/.-]+:\d+)/.exec(place) ?? []
    return file === undefined ? [] : [`${name} ${file}`]
  })
  return `at ${ours.slice(0, MOST_PLACES).join(' < ') || (places[0]?.trim() ?? 'an unknown place')}`
}

function discovered(name: string, given: HandlerDefinition) {
  const definition = defineHandler(given)
  const { options, mistakes } = readHandlerOptions(definition)
  if (options === null) throw new Error(mistakes.join('; '))
  return { name, definition, options }
}

function tell(message: ServiceMessage): void {
  process.send?.(message)
}
