import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { type Accounts, changeAccount } from './accounts.ts'

export interface DirectoryDeps {
  readonly accounts: Accounts
  readonly troubleOf: (idempotencyKey: string) => Trouble
  /** delay of a slow answer (ms) */
  readonly slowMs: number
}

const ACCOUNT = /^\/accounts\/([^/?]{1,512})$/
const BODY_LIMIT = 64 * 1024
const REMEMBERED_ANSWERS = 10_000

/** The local directory: `GET /accounts`, `GET`, `PUT` and `PATCH /accounts/<userId>`, in JSON. */
export function answerDirectory({ accounts, troubleOf, slowMs }: DirectoryDeps): RequestListener {
  const answered = new LRUCache<string, number>({ max: REMEMBERED_ANSWERS })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/' } = request
    const body = await readJson(request)
    if (method === 'GET' && url === '/accounts') return send(response, 200, accounts.list())
    const userId = decoded(ACCOUNT.exec(url)?.[1])
    if (userId === null) return send(response, 404)
    if (method === 'GET') {
      const account = accounts.find(userId)
      return account === null ? send(response, 404) : send(response, 200, account)
    }
    if (method !== 'PUT' && method !== 'PATCH') return send(response, 405)
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string') return send(response, 400)

    const trouble = troubleOf(key)
    if (trouble === 'unavailable') return send(response, 503)
    if (trouble === 'reset') return void request.socket.resetAndDestroy()
    const status = answered.get(key) ?? (await change(method, userId, body))
    // A refused request may be repeated after a correction.
    if (status < 300) answered.set(key, status)
    if (trouble === 'slow') await delay(slowMs, undefined, { ref: false })
    send(response, status)
  }

  async function change(method: 'PUT' | 'PATCH', userId: string, body: unknown): Promise<number> {
    const { status, account } = changeAccount(method, userId, accounts.find(userId), body)
    if (account !== null) await accounts.save(account)
    return status
  }

  return (request, response) => {
    answer(request, response).catch(() => response.destroy())
  }
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function decoded(segment: string | undefined): string | null {
  try {
    return segment === undefined ? null : decodeURIComponent(segment)
  } catch {
    return null
  }
}

/** undefined = no JSON. Throws if the body is too long. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BODY_LIMIT) throw new Error(`expected at most ${BODY_LIMIT} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

/** The simulated failure of a call; `slow` has its effect but answers late. */
export type Trouble = 'none' | 'unavailable' | 'reset' | 'slow'

const KINDS = ['unavailable', 'reset', 'slow'] as const
/** Ends before a handler's attempts are used up, like a real outage. */
const MOST_IN_A_ROW = 2
const REMEMBERED_CALLS = 10_000

/**
 * Decides which calls fail on purpose.
 * @param percent share of the calls, 0 to 100
 * @param random 0 to 1
 * @returns decides by idempotency key, so that a repeated call succeeds in the end
 */
export function createTrouble(percent: number, random: () => number): (key: string) => Trouble {
  const troubled = new LRUCache<string, number>({ max: REMEMBERED_CALLS })
  return (key) => {
    const before = troubled.get(key) ?? 0
    if (before >= MOST_IN_A_ROW || random() * 100 >= percent) return 'none'
    troubled.set(key, before + 1)
    return KINDS[Math.floor(random() * KINDS.length)] ?? 'unavailable'
  }
}
