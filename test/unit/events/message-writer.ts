import fc from 'fast-check'
import type { EventModel, MessageModel, PairModel } from './message-model.ts'

/** How a sender spells a message: nothing of it may change what is understood. */
export interface Spelling {
  readonly envelope: 'soap11' | 'soap12' | 'xml'
  readonly envelopePrefix: string
  /** empty = a default namespace */
  readonly contractPrefix: string
  readonly qualifiedPairs: boolean
  readonly declaration: boolean
  readonly header: boolean
  readonly unusedNamespaces: boolean
  /** what stands between elements, in turn */
  readonly gaps: readonly string[]
  /** how values are written, in turn */
  readonly styles: readonly ValueStyle[]
}

type ValueStyle = 'plain' | 'cdata' | 'split' | 'comments' | 'references'

const URI = {
  v1: 'com.successfactors.event.notification',
  v2: 'http://notification.event.successfactors.com',
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  soap12: 'http://www.w3.org/2003/05/soap-envelope',
}

export const spelling: fc.Arbitrary<Spelling> = fc.record({
  envelope: fc.constantFrom('soap11', 'soap12', 'xml'),
  envelopePrefix: fc.constantFrom('S', 'soap', 'soapenv', 'ns7', ''),
  contractPrefix: fc.constantFrom('ns1', 'ns2', 'ns3', 'ns5', 'ns7', 'é', 'S2', ''),
  qualifiedPairs: fc.boolean(),
  declaration: fc.boolean(),
  header: fc.boolean(),
  unusedNamespaces: fc.boolean(),
  gaps: fc.array(fc.constantFrom('', ' ', '\r\n\t', '<!-- <event> -->', '<?note event?>'), {
    minLength: 1,
    maxLength: 7,
  }),
  styles: fc.array(
    fc.constantFrom<ValueStyle>('plain', 'cdata', 'split', 'comments', 'references'),
    { minLength: 1, maxLength: 7 },
  ),
})

/** The XML text of a message in one spelling. */
export function writeMessage(model: MessageModel, how: Spelling): string {
  return new Writer(how, URI[model.contract]).message(model)
}

class Writer {
  readonly #how: Spelling
  readonly #uri: string
  #turn = 0

  constructor(how: Spelling, uri: string) {
    this.#how = how
    this.#uri = uri
  }

  message(model: MessageModel): string {
    const { contractPrefix: prefix, unusedNamespaces, declaration } = this.#how
    const own = `${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${this.#uri}"`
    const unused = unusedNamespaces ? ' xmlns:ns6="urn:x" xmlns:ns9="http://alert.example"' : ''
    const name = this.#qualified('ExternalEvent')
    const meta = model.meta === null ? [] : [this.#leaves('externalEventMeta', model.meta)]
    const events =
      model.events === null
        ? []
        : [
            this.#element(
              'events',
              model.events.map((event) => this.#event(event)),
            ),
          ]
    const root = `<${name}${unused} ${own}>${this.#spaced([...meta, ...events])}</${name}>`
    const start = declaration ? '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' : ''
    return `${start}${this.#inEnvelope(root)}`
  }

  #inEnvelope(root: string): string {
    const { envelope, envelopePrefix: prefix, header } = this.#how
    if (envelope === 'xml') return root
    const p = prefix === '' ? '' : `${prefix}:`
    const xmlns = `${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${URI[envelope]}"`
    const must = prefix === '' ? '' : ` ${p}mustUnderstand="1"`
    const block = header ? `<${p}Header><t${must}><u>1</u></t></${p}Header>` : ''
    const inner = this.#spaced([block, `<${p}Body>${this.#spaced([root])}</${p}Body>`])
    return `<${p}Envelope ${xmlns}>${inner}</${p}Envelope>`
  }

  #event({ leaves, keys, params }: EventModel): string {
    const parts = Object.entries(leaves).map(([name, value]) => this.#leaf(name, value))
    if (keys !== null) parts.push(this.#pairs('entityKeys', 'entityKey', keys))
    if (params !== null) parts.push(this.#pairs('params', 'param', params))
    return this.#element('event', parts)
  }

  #pairs(list: string, item: string, pairs: readonly PairModel[]): string {
    const { qualifiedPairs, contractPrefix } = this.#how
    // with a default namespace a plain name is a qualified one
    const plain = !qualifiedPairs && contractPrefix !== ''
    const items = pairs.map(({ name, value }) =>
      this.#element(item, [this.#leaf('name', name, plain), this.#leaf('value', value, plain)]),
    )
    return this.#element(list, items)
  }

  #leaves(name: string, leaves: Record<string, string | null>): string {
    return this.#element(
      name,
      Object.entries(leaves).map(([leaf, value]) => this.#leaf(leaf, value)),
    )
  }

  #element(name: string, children: readonly string[]): string {
    const tag = this.#qualified(name)
    if (children.length === 0) return `<${tag}/>`
    return `<${tag}>${this.#spaced(children)}</${tag}>`
  }

  #leaf(name: string, value: string | null, plain = false): string {
    if (value === null) return ''
    const tag = plain ? name : this.#qualified(name)
    // an envelope that is the default namespace must be left to be in none
    const none = plain && this.#how.envelopePrefix === '' ? ' xmlns=""' : ''
    const written = this.#value(value)
    if (written === '' && this.#turn % 2 === 0) return `<${tag}${none} />`
    return `<${tag}${none}>${written}</${tag} >`
  }

  #value(value: string): string {
    const { styles } = this.#how
    const style = styles[this.#turn++ % styles.length] ?? 'plain'
    const characters = [...value]
    const half = Math.floor(characters.length / 2)
    const first = characters.slice(0, half).join('')
    const second = characters.slice(half).join('')
    switch (style) {
      case 'cdata':
        return cdata(value)
      case 'split':
        return `${cdata(first)}${escapeText(second)}`
      case 'comments':
        return `${escapeText(first)}<!--x-->${escapeText(second)}<?y z?>`
      case 'references':
        return characters
          .map((character) => `&#x${character.codePointAt(0)?.toString(16)};`)
          .join('')
      default:
        return escapeText(value)
    }
  }

  #spaced(parts: readonly string[]): string {
    const { gaps } = this.#how
    return parts.map((part) => `${gaps[this.#turn++ % gaps.length] ?? ''}${part}`).join('')
  }

  #qualified(name: string): string {
    const { contractPrefix: prefix } = this.#how
    return prefix === '' ? name : `${prefix}:${name}`
  }
}

/** A carriage return survives only as a reference (XML 1.0 section 2.11). */
function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

function cdata(text: string): string {
  if (text.includes('\r')) return escapeText(text)
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
