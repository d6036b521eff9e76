import type { FuzzedService } from './fuzzed-service.ts'
import type { Tokens } from './senders.ts'
import type { Writing } from './wire-request.ts'

const MESSAGE_ID = /^sap_messageprocessinglogid: ([0-9a-f-]{36})\r?$/gim
/** Before anything was stored. */
const NO_MESSAGE = '01990000-0000-7000-8000-000000000001'

/** Shared by all exchanges: the target, and their results. */
export class Stand {
  readonly service: FuzzedService
  readonly tokens: Tokens
  /** ids of messages that an answer called stored */
  readonly stored = new Set<string>()
  readonly #run: string
  #known = NO_MESSAGE
  #serial = 0

  constructor(service: FuzzedService, tokens: Tokens) {
    this.service = service
    this.tokens = tokens
    this.#run = Date.now().toString(36)
  }

  /** @param due its answer is awaited, so its stored message is known */
  writing(due: boolean): Writing {
    this.#serial += 1
    const correlationId = `${due ? 'due' : 'any'}-${this.#run}-${this.#serial}`
    return { tokens: this.tokens, correlationId, known: this.#known }
  }

  /** Notes what bytes of the service say. */
  hear(heard: string): void {
    for (const [, id = ''] of heard.matchAll(MESSAGE_ID)) {
      this.stored.add(id)
      this.#known = id
    }
  }
}
