import type { XmlAttribute } from './xml-parser.ts'

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'
const NO_ATTRIBUTES: readonly XmlAttribute[] = []

interface RawAttribute {
  readonly name: string
  readonly value: string
}

interface Change {
  readonly prefix: string
  /** namespace before the element; undefined = none */
  readonly before: string | undefined
}

/**
 * Resolves the names of a document (Namespaces in XML 1.0). saxes can do this, too, but makes two
 * dictionaries for each element, which costs a third of the parsing time.
 * Errors are plain errors, as in saxes. Their text before the colon quotes nothing of the message.
 */
export class XmlNames {
  readonly #namespaces = new Map([
    ['xml', XML_NAMESPACE],
    ['xmlns', XMLNS_NAMESPACE],
  ])
  /** what each open element has declared; null = nothing */
  readonly #changes: (Change[] | null)[] = []
  #declared: Change[] | null = null
  #raw: RawAttribute[] = []
  /** of the element that was opened last */
  uri = ''
  local = ''
  attributes: readonly XmlAttribute[] = NO_ATTRIBUTES

  /** Takes an attribute of the element that is opened next. */
  attribute(name: string, value: string): void {
    this.#raw.push({ name, value })
    if (name === 'xmlns') this.#declare('', value.trim())
    else if (name.startsWith('xmlns:')) this.#declare(localPart(name, 5), value.trim())
  }

  /** Call it after the element's attributes. */
  open(name: string): void {
    this.#changes.push(this.#declared)
    this.#declared = null
    const colon = name.indexOf(':')
    if (colon === -1) {
      this.uri = this.#namespaces.get('') ?? ''
      this.local = name
    } else {
      const prefix = name.slice(0, colon)
      if (prefix === 'xmlns') throw new Error('tags may not have "xmlns" as prefix.')
      this.local = localPart(name, colon)
      this.uri = this.#bound(prefix)
    }
    this.attributes = this.#raw.length === 0 ? NO_ATTRIBUTES : this.#resolved()
  }

  close(): void {
    const changes = this.#changes.pop() ?? null
    if (changes === null) return
    for (const { prefix, before } of changes.reverse()) {
      if (before === undefined) this.#namespaces.delete(prefix)
      else this.#namespaces.set(prefix, before)
    }
  }

  #declare(prefix: string, uri: string): void {
    if (prefix !== '' && uri === '') {
      throw new Error('invalid attempt to undefine prefix in XML 1.0')
    }
    const isReserved = prefix === 'xmlns' || uri === XMLNS_NAMESPACE
    if (isReserved || (prefix === 'xml') !== (uri === XML_NAMESPACE)) {
      throw new Error('reserved namespace or prefix')
    }
    this.#declared ??= []
    this.#declared.push({ prefix, before: this.#namespaces.get(prefix) })
    this.#namespaces.set(prefix, uri)
  }

  /** The default namespace does not apply to attributes. */
  #resolved(): XmlAttribute[] {
    const raw = this.#raw
    this.#raw = []
    const seen = new Set<string>()
    return raw.map(({ name, value }) => {
      const colon = name.indexOf(':')
      const local = colon === -1 ? name : localPart(name, colon)
      const unprefixed = name === 'xmlns' ? XMLNS_NAMESPACE : ''
      const uri = colon === -1 ? unprefixed : this.#bound(name.slice(0, colon))
      const expanded = `{${colon === -1 ? '' : uri}}${local}`
      if (seen.has(expanded)) throw new Error('duplicate attribute')
      seen.add(expanded)
      return { uri, local, value }
    })
  }

  #bound(prefix: string): string {
    const uri = this.#namespaces.get(prefix)
    if (uri === undefined || prefix === '') throw new Error('unbound namespace prefix')
    return uri
  }
}

/** The part after the first colon. */
function localPart(name: string, colon: number): string {
  const isMalformed =
    colon === 0 || colon === name.length - 1 || name.indexOf(':', colon + 1) !== -1
  if (isMalformed) throw new Error('malformed name')
  return name.slice(colon + 1)
}
