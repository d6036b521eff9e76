import type { PartResult } from '../report/part-result.ts'
import { Tally } from '../report/tally.ts'
import { atATime } from '../support/at-a-time.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import { type Drawn, draw } from '../support/draw.ts'
import type { MemoryPoint } from '../support/memory.ts'
import type { Answer } from './answer-reader.ts'
import { checkExchange, labelOf } from './check-exchange.ts'
import type { Connection } from './connection.ts'
import { asText } from './describe-exchange.ts'
import { type Exchange, exchange } from './exchange.ts'
import type { Stand } from './stand.ts'

const CONNECTIONS = 32
const ERROR_CODE = /"code":"(\w+)"|<e:code>(\w+)</

/** Sends exchanges over a pool of connections and counts the answers. */
export class RequestRun {
  readonly tally = new Tally()
  readonly points: MemoryPoint[] = []
  readonly statuses: Record<string, number> = {}
  readonly #stand: Stand
  readonly #seed: number
  readonly #drawn: Iterator<Drawn<Exchange>>
  readonly #idle: Connection[] = []
  readonly #underWay = new Set<Exchange>()
  exchanges = 0

  constructor(stand: Stand, seed: number) {
    this.#stand = stand
    this.#seed = seed
    this.#drawn = draw(exchange, seed, Number.MAX_SAFE_INTEGER)
  }

  /** Goes on until so many requests were sent in all, and the last is answered. */
  async send(count: number): Promise<void> {
    await atATime(CONNECTIONS, this.#until(count), (drawn) => this.#exchange(drawn))
  }

  /** Ends the connections that were kept. */
  hangUp(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy()
  }

  /** A promise that no single exchange can break. */
  broke(promise: string, found: string, example = 'the whole run'): void {
    if (!this.tally.isNews(promise)) return
    this.tally.broke({ promise, found, example, seed: this.#seed, path: '' })
  }

  result(seconds: number, more: PartResult['more']): PartResult {
    const { tally, points } = this
    const statuses = Object.entries(this.statuses).map(([status, times]) => [
      `answers ${status}`,
      times,
    ])
    return {
      part: 'requests',
      ...tally.figures(),
      points,
      seconds,
      more: { exchanges: this.exchanges, ...Object.fromEntries(statuses), ...more },
    }
  }

  *#until(count: number): Generator<Drawn<Exchange>> {
    while (this.tally.inputs < count && this.#stand.service.ended() === null) {
      const next = this.#drawn.next()
      if (next.done) return
      this.tally.inputs += 'requests' in next.value.value ? next.value.value.requests.length : 1
      yield next.value
    }
  }

  async #exchange(drawn: Drawn<Exchange>): Promise<void> {
    const { value } = drawn
    this.exchanges += 1
    this.#underWay.add(value)
    try {
      const kept = this.#idle.pop() ?? null
      const { answered, ms, connection } = await checkExchange(value, this.#stand, kept)
      if (connection !== null) this.#idle.push(connection)
      if (value.kind === 'due') this.tally.timed(ms, () => labelOf(value))
      for (const { answer } of answered) this.#count(answer)
    } catch (error) {
      if (error instanceof BrokenPromise && this.#isOver()) return
      const check = (again: Exchange) => checkAlone(again, this.#stand)
      await this.tally.note(error, drawn, exchange, check, asText)
    } finally {
      this.#underWay.delete(value)
    }
  }

  /** A service that has ended answers nothing: that is one finding, with all that was under way. */
  #isOver(): boolean {
    const end = this.#stand.service.ended()
    if (end === null) return false
    const last = [...this.#underWay].map(asText).join('\n    ')
    this.broke('the service never ends', `it ended with ${end}`, last)
    return true
  }

  #count({ status, body }: Answer): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1
    if (status < 300) {
      this.tally.accepted += 1
      return
    }
    const found = ERROR_CODE.exec(body.toString('latin1', 0, 2_000))
    this.tally.refuse(found?.[1] ?? found?.[2] ?? `status ${status}, no code`)
  }
}

async function checkAlone(again: Exchange, stand: Stand): Promise<void> {
  const { connection } = await checkExchange(again, stand, null)
  connection?.destroy()
}
