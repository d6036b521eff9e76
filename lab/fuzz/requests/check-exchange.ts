import { BrokenPromise } from '../support/broken-promise.ts'
import { Connection } from './connection.ts'
import type { Exchange } from './exchange.ts'
import { checkLeaks } from './leaks.ts'
import { type Answered, perform } from './perform.ts'
import type { Stand } from './stand.ts'

/** The service reports its errors shortly after the answer. */
const TROUBLE_MS = 100

export interface Exchanged {
  readonly answered: readonly Answered[]
  readonly ms: number
  /** null = the connection is not to be used again */
  readonly connection: Connection | null
}

/** One exchange with the service. @throws BrokenPromise */
export async function checkExchange(
  exchange: Exchange,
  stand: Stand,
  kept: Connection | null,
): Promise<Exchanged> {
  const connection = kept ?? new Connection(stand.service.port)
  const since = performance.now()
  let heard = ''
  try {
    const answered = await perform(exchange, connection, stand)
    const ms = performance.now() - since
    heard = connection.heard()
    stand.hear(heard)
    for (const one of answered) await checkStatus(one, stand)
    checkLeaks(heard, labelOf(exchange))
    const isGood = exchange.kind === 'due' && !connection.closed && !saysClose(answered)
    if (isGood && connection.left > 0) {
      throw new BrokenPromise('nothing comes behind an answer', labelOf(exchange))
    }
    if (!isGood) connection.destroy()
    return { answered, ms, connection: isGood ? connection : null }
  } catch (error) {
    if (heard === '') stand.hear(connection.heard())
    connection.destroy()
    throw error
  }
}

async function checkStatus({ what, answer, correlationId }: Answered, stand: Stand): Promise<void> {
  const { status } = answer
  if (status < 500) return
  await new Promise((resolve) => setTimeout(resolve, TROUBLE_MS))
  const trouble = stand.service.troubleOf(correlationId) ?? ''
  const told = answer.body.toString('utf8').slice(0, 300)
  throw new BrokenPromise(`no answer is ${status}: ${what} ${trouble}`.trim(), told)
}

function saysClose(answered: readonly Answered[]): boolean {
  return answered.some(({ answer }) => answer.headers.connection === 'close')
}

export function labelOf(exchange: Exchange): string {
  switch (exchange.kind) {
    case 'due':
    case 'free': {
      const [first, ...others] = exchange.requests
      return others.length === 0 ? (first?.what ?? '') : `${exchange.requests.length} requests`
    }
    case 'raw':
      return 'raw bytes'
    default:
      return `${exchange.kind} ${exchange.request.what}`
  }
}
