import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { settledOrTimeout } from '../../../test/support/eventually.ts'
import { soapMessage } from '../../../test/support/soap-message.ts'
import { ask, send, type Target } from './target.ts'

export interface SurvivalAttack {
  readonly name: string
  readonly run: (target: Target) => Promise<void>
}

const times = <Of>(count: number, of: (at: number) => Of): Of[] =>
  Array.from({ length: count }, (_, at) => of(at))

/**
 * Field names that are replacement patterns, in events that a handler logs. As a pattern each of them
 * doubles the text before it: some of these texts would fill the memory and still be valid strings.
 */
async function patternsAsNames(target: Target): Promise<void> {
  for (const round of times(20, (at) => at)) {
    const params = Object.fromEntries(
      times(18 + (round % 8), (at) => [`$\`${at + 10}`, `value-${round}-${at + 10}`]),
    )
    const body = soapMessage([{ userId: `p${round}`, params }], 'survival.log')
    const { status } = await send(target, body)
    if (status !== 200) throw new Error(`expected 200 for an event to log, got ${status}`)
  }
  await settledOrTimeout(() => areLogged(target), 'the handler to have logged all', LOGGED_MS)
}

const LOGGED_MS = 60_000

async function areLogged({ url, operator }: Target): Promise<boolean> {
  const answer = await fetch(`${url}/operations/v1/deliveries?handler=log-values&holdsPlace=true`, {
    headers: { authorization: `Bearer ${operator}` },
  })
  const { items } = (await answer.json()) as { items: readonly unknown[] }
  return items.length === 0
}

/** Answers of ten megabytes, many at once, of which some are never read. */
async function largeAnswers(target: Target): Promise<void> {
  const note = 'n'.repeat(Math.floor(8_500_000 / target.events))
  const events = times(target.events, (at) => ({ userId: `a${at}`, params: { note } }))
  const { id } = await send(target, soapMessage(events, 'survival.other'))
  const unread = times(25, (at) => {
    const path = at % 2 === 0 ? `/messages/${id}/body` : `/messages/${id}?limit=200&reveal=true`
    return open(
      target,
      `GET /operations/v1${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${target.operator}\r\n\r\n`,
    ).pause()
  })
  for (const path of ['', '?limit=200', '?reveal=true&limit=200', '/body']) {
    await Promise.all(times(25, () => ask(target, `/messages/${id}${path}`)))
  }
  for (const socket of unread) socket.destroy()
}

/** Sockets that send slowly, and keep their side open when they are refused. */
async function slowSockets(target: Target): Promise<void> {
  const sockets = times(3_500, (at) =>
    open(
      target,
      at % 2 === 0
        ? 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: '
        : 'POST /http/successfactors/events HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n<a',
    ),
  )
  for (let second = 0; second < SLOW_SECONDS; second += 1) {
    await setTimeout(1_000)
    for (const socket of sockets) if (socket.writable) socket.write('x')
  }
  for (const socket of sockets) socket.destroy()
}

/** Beyond the time after which slow headers are refused. */
const SLOW_SECONDS = 25

/** Large messages for six handlers, several at once. */
async function largeMessages(target: Target): Promise<void> {
  await Promise.all(
    times(3, (message) => {
      const events = times(target.events, (at) => ({ userId: `l${message}-${at}` }))
      return send(target, soapMessage(events, 'survival.large'))
    }),
  )
}

function open({ url }: Target, bytes: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.on('error', () => undefined)
  socket.on('connect', () => socket.write(bytes))
  return socket
}

export const SURVIVAL_ATTACKS: readonly SurvivalAttack[] = [
  { name: 'patterns as field names', run: patternsAsNames },
  { name: 'large answers', run: largeAnswers },
  { name: 'slow sockets', run: slowSockets },
  { name: 'large messages', run: largeMessages },
]
