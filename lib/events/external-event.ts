import { EVENT_FIELDS, type Field, META_FIELDS } from './contract-fields.ts'
import type { DecodeLimits } from './decode-limits.ts'
import type { DecodedMessage, MessageFormat, NamedValue } from './event.ts'
import {
  type Draft,
  type EventDraft,
  messageFields,
  newEventDraft,
  toDomainEvent,
} from './event-draft.ts'
import { limitExceeded } from './limit-exceeded.ts'
import { CONTRACT_NAMESPACE, type XmlContract } from './namespaces.ts'
import { ValueCapture } from './value-capture.ts'
import type { XmlReader } from './xml-parser.ts'

type Place = 'message' | 'meta' | 'events' | 'event' | 'keys' | 'params' | 'pair'

/**
 * Reads what is inside an `ExternalEvent` element. Known elements count only in their own place and
 * in the contract's namespace (name and value of a pair also in none, as the contract has them);
 * of a known element that comes twice the first one counts. All else is kept in `more`.
 */
export class ExternalEventReader implements XmlReader {
  readonly #contract: XmlContract
  readonly #limits: DecodeLimits
  readonly #capture: ValueCapture
  readonly #meta: Draft = { values: {}, more: [] }
  readonly #events: EventDraft[] = []
  readonly #path: Place[] = []
  #place: Place = 'message'
  #event: EventDraft = newEventDraft()
  #pair: Draft = { values: {}, more: [] }
  /** containers that may come once, and have */
  readonly #met = { meta: false, events: false, keys: false, params: false }

  /** @param source the whole document, from which raw XML is cut */
  constructor(source: string, contract: XmlContract, limits: DecodeLimits) {
    this.#contract = contract
    this.#limits = limits
    this.#capture = new ValueCapture(source)
  }

  open(uri: string, local: string, end: number): void {
    if (this.#capture.active) {
      this.#capture.openChild()
      return
    }
    const inContract = uri === CONTRACT_NAMESPACE[this.#contract]
    const container = inContract ? this.#container(local) : null
    if (container === null) {
      this.#capture.start(local, this.#field(local, inContract, uri === ''), end)
    } else {
      this.#path.push(this.#place)
      this.#place = container
    }
  }

  text(piece: string): void {
    if (this.#capture.active) this.#capture.text(piece)
  }

  close(end: number): void {
    if (!this.#capture.active) this.#place = this.#path.pop() ?? 'message'
    else if (this.#capture.close()) this.#keep(end)
  }

  finish(format: MessageFormat): DecodedMessage {
    return {
      format,
      contract: this.#contract,
      ...messageFields(this.#meta),
      more: this.#messageMore(),
      events: this.#events.map((event) => toDomainEvent(event, this.#meta)),
    }
  }

  /** A message has no field for the start date in V1's meta part: it stays visible here. */
  #messageMore(): NamedValue[] {
    const value = this.#meta.values.effectiveStartDate
    const { more } = this.#meta
    return value === undefined ? more : [...more, { name: 'effectiveStartDate', value }]
  }

  /** The place that a container element opens, or null if it is none here. */
  #container(local: string): Place | null {
    switch (this.#place) {
      case 'message':
        if (local === 'externalEventMeta') return this.#once('meta')
        return local === 'events' ? this.#once('events') : null
      case 'events':
        return local === 'event' ? this.#startEvent() : null
      case 'event':
        if (local === 'entityKeys') return this.#once('keys')
        return local === 'params' ? this.#once('params') : null
      case 'keys':
        return local === 'entityKey' ? this.#startPair(this.#event.keys) : null
      case 'params':
        return local === 'param' ? this.#startPair(this.#event.params) : null
      default:
        return null
    }
  }

  #once(container: 'meta' | 'events' | 'keys' | 'params'): Place | null {
    if (this.#met[container]) return null
    this.#met[container] = true
    return container
  }

  #startEvent(): Place {
    const { events } = this.#limits
    if (this.#events.length >= events) throw limitExceeded('events', events)
    this.#event = newEventDraft()
    this.#events.push(this.#event)
    this.#met.keys = false
    this.#met.params = false
    return 'event'
  }

  #startPair(pairs: Draft[]): Place {
    this.#pair = { values: {}, more: this.#event.more }
    this.#withinFields(pairs)
    pairs.push(this.#pair)
    return 'pair'
  }

  #field(local: string, inContract: boolean, unqualified: boolean): Field | null {
    const place = this.#place
    if (place === 'pair') {
      const isPart = local === 'value' || local === 'name'
      return isPart && (inContract || unqualified) ? local : null
    }
    if (!inContract) return null
    if (place === 'event') return EVENT_FIELDS[this.#contract].get(local) ?? null
    return place === 'meta' ? (META_FIELDS[this.#contract].get(local) ?? null) : null
  }

  #keep(end: number): void {
    const { name, field, hasChildren } = this.#capture
    const draft = this.#draft()
    const free = field !== null && draft.values[field] === undefined
    if (free && field === 'payload') draft.values[field] = this.#capture.inner(end)
    else if (free && !hasChildren) draft.values[field] = this.#capture.value(end)
    else {
      this.#withinFields(draft.more)
      draft.more.push({ name, value: this.#capture.value(end) })
    }
  }

  #withinFields({ length }: readonly unknown[]): void {
    const { fields } = this.#limits
    if (length >= fields) throw limitExceeded('fields of an event', fields)
  }

  #draft(): Draft {
    switch (this.#place) {
      case 'event':
      case 'keys':
      case 'params':
        return this.#event
      case 'pair':
        return this.#pair
      default:
        return this.#meta
    }
  }
}
