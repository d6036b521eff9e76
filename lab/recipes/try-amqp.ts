import tls from 'node:tls'
import { defineHandler, type HandlerDefinition } from '../../lib/handler.ts'
import { aHire, type Delivered, deliver } from '../../lib/testing.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { freePort } from '../../test/support/free-port.ts'
import { AUTHORITY } from '../../test/support/server-certificates.ts'
import type { Checked } from '../interop/checks.ts'
import { receive, startMuteServer, startOutcomeServer } from './rhea.ts'
import { type Rabbitmq, startRabbitmq } from './start-rabbitmq.ts'

const PASSWORD = 'S3cret/amqp+word'
const KEY = 'm:0:1'
/** RabbitMQ answers a wrong password after three seconds. */
const TIME_LIMIT_MS = 15_000
/** for brokers that do not answer */
const SHORT_LIMIT_MS = 2_000
const DOWN = 'TargetUnavailableError'

type Settings = Readonly<Record<string, string>>

function delivering(handler: HandlerDefinition) {
  return (settings: Settings, { password = PASSWORD, timeoutMs = TIME_LIMIT_MS } = {}) =>
    deliver(defineHandler({ ...handler, timeoutMs }), aHire(), {
      ...{ settings, secrets: { AMQP_PASSWORD: password } },
      ...{ maxAttempts: 1, idempotencyKey: KEY },
    })
}

/** Runs the recipe for AMQP 1.0 against RabbitMQ. */
export async function tryAmqp(folder: string, handler: HandlerDefinition): Promise<Checked[]> {
  const broker = await startRabbitmq(PASSWORD)
  try {
    return await check(folder, delivering(handler), broker)
  } finally {
    await broker.stop()
  }
}

async function check(
  folder: string,
  run: ReturnType<typeof delivering>,
  broker: Rabbitmq,
): Promise<Checked[]> {
  const { port, plainPort, user, queue: address } = broker
  const settings = { AMQP_PORT: String(port), AMQP_USER: user, AMQP_ADDRESS: address }
  const trusted = tls.getCACertificates('default')
  tls.setDefaultCACertificates(trusted.filter((one) => one.trim() !== AUTHORITY))
  const stranger = await run(settings)
  tls.setDefaultCACertificates([...trusted, AUTHORITY])
  const first = await run(settings)
  const second = await run(settings)
  const plain = await run({ ...settings, AMQP_PORT: String(plainPort), AMQP_TLS: 'off' })
  const login = { username: user, password: PASSWORD }
  const messages = await receive(folder, { ...login, port: plainPort, address, count: 3 })
  const unknown = await run({ ...settings, AMQP_ADDRESS: '/queue/unknown' })
  const isFull = { ...settings, AMQP_ADDRESS: broker.fullQueue }
  const full = await run(isFull, { timeoutMs: SHORT_LIMIT_MS })
  const wrong = await run(settings, { password: 'wrong password' })
  const down = await run({ ...settings, AMQP_PORT: String(await freePort()) })
  const distinct = (values: readonly string[]) => [...new Set(values)].join(' ')
  return [
    { what: 'a message is sent', expected: 'completed', came: first.outcome },
    { what: 'a second attempt', expected: 'completed', came: second.outcome },
    { what: 'without TLS, if configured', expected: 'completed', came: plain.outcome },
    { what: 'ids of the three', expected: KEY, came: distinct(messages.map(({ id }) => id)) },
    {
      ...{ what: 'their content', expected: '{"userId":"20001","startDate":"2026-01-01"}' },
      came: distinct(messages.map(({ body }) => body)),
    },
    failure('a certificate of a stranger', DOWN, stranger),
    failure('an address that does not exist', DOWN, unknown),
    { what: 'a full queue', expected: 'timed-out', came: full.attempts[0]?.outcome ?? '' },
    failure('a wrong password', DOWN, wrong),
    failure('a server that is away', DOWN, down),
    secrecy([first, stranger, unknown, full, wrong, down]),
  ]
}

/** Runs it against a server with every outcome of AMQP. RabbitMQ 3.10 knows only one. */
export async function tryOutcomes(folder: string, handler: HandlerDefinition): Promise<Checked[]> {
  const server = await startOutcomeServer(folder)
  const mute = await startMuteServer()
  const deliverTo = delivering(handler)
  const run = (address: string, { to = server, timeoutMs = TIME_LIMIT_MS } = {}) =>
    deliverTo({ AMQP_PORT: String(to.port), AMQP_TLS: 'off', AMQP_ADDRESS: address }, { timeoutMs })
  try {
    const accepted = await run('accepted')
    const rejected = await run('rejected')
    const released = await run('released')
    const modified = await run('modified')
    const silent = await run('silent', { timeoutMs: SHORT_LIMIT_MS })
    const dumb = await run('accepted', { to: mute, timeoutMs: SHORT_LIMIT_MS })
    const areAlone = () => server.connections() + mute.connections() === 0
    const closed = settledOrTimeout(areAlone, 'the connections to close')
    return [
      { what: 'accepted', expected: 'completed', came: accepted.outcome },
      { what: 'rejected', expected: 'rejected', came: rejected.outcome },
      { what: 'released', expected: 'retry', came: released.outcome },
      { what: 'modified', expected: 'retry', came: modified.outcome },
      { what: 'no answer', expected: 'timed-out', came: silent.attempts[0]?.outcome ?? '' },
      { what: 'no word at all', expected: 'timed-out', came: dumb.attempts[0]?.outcome ?? '' },
      {
        ...{ what: 'all connections end', expected: 'yes' },
        came: await closed.then(() => 'yes').catch(() => 'no'),
      },
      secrecy([accepted, rejected, released, modified, silent, dumb]),
    ]
  } finally {
    await server.stop()
    await mute.stop()
  }
}

function failure(what: string, expected: string, { error }: Delivered): Checked {
  return { what, expected, came: error?.name ?? '' }
}

function secrecy(all: readonly Delivered[]): Checked {
  const told = JSON.stringify(all.map(({ reason, log }) => [reason, log]))
  const came = /20001|S3cret|wrong password/.test(told) ? 'yes' : 'no'
  return { what: 'password or user in log and reasons', expected: 'no', came }
}
