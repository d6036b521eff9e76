import type { DecodeLimits } from '../decode-limits.ts'
import { limitExceeded } from '../limit-exceeded.ts'
import type { XmlAttributes, XmlReader } from '../xml-parser.ts'
import type { Member, RecordNode } from './record-node.ts'

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'
const NAMESPACE_DECLARATIONS = 'http://www.w3.org/2000/xmlns/'

interface OpenElement {
  readonly name: string
  /** position after the start tag */
  readonly contentStart: number
  readonly members: Member[]
  isNil: boolean
  hasChildren: boolean
  text: string
}

/**
 * Builds the record form of one element and all that it contains. Names lose their prefixes, repeated
 * elements become a list, attributes become fields, and an element that holds text alone is a value.
 */
export class XmlNodeReader implements XmlReader {
  readonly #source: string
  readonly #limits: DecodeLimits
  readonly #open: OpenElement[] = []
  #elements = 0
  #root: Member | null = null

  /** @param source the whole document, from which raw XML is cut */
  constructor(source: string, limits: DecodeLimits) {
    this.#source = source
    this.#limits = limits
  }

  open(_uri: string, local: string, end: number, attributes: XmlAttributes): void {
    if (++this.#elements > this.#limits.nodes) throw limitExceeded('elements', this.#limits.nodes)
    const members: Member[] = []
    let isNil = false
    for (const { uri, local: name, value } of attributes) {
      if (uri === SCHEMA_INSTANCE) isNil ||= name === 'nil' && (value === 'true' || value === '1')
      else if (uri !== NAMESPACE_DECLARATIONS) members.push({ name, node: valueNode(value) })
    }
    this.#open.push({
      name: local,
      contentStart: end,
      members,
      isNil,
      hasChildren: false,
      text: '',
    })
  }

  text(piece: string): void {
    const element = this.#open.at(-1)
    if (element !== undefined) element.text += piece
  }

  close(end: number): void {
    const element = this.#open.pop()
    if (element === undefined) return
    const member = { name: element.name, node: this.#nodeOf(element, end) }
    const parent = this.#open.at(-1)
    if (parent === undefined) {
      this.#root = member
      return
    }
    parent.hasChildren = true
    parent.members.push(member)
  }

  /** The element, after its end tag. */
  get root(): Member {
    if (this.#root === null) throw new Error('the element is not closed')
    return this.#root
  }

  #nodeOf(element: OpenElement, end: number): RecordNode {
    const isEmpty = !element.hasChildren && element.text.trim() === ''
    if (!element.hasChildren && (!isEmpty || element.members.length === 0)) {
      return { kind: 'value', text: element.text, isNull: element.isNil }
    }
    // No tag holds a `<`, so the last one before its end begins the start tag.
    const start = this.#source.lastIndexOf('<', element.contentStart - 1)
    const members = withLists(element.members)
    return { kind: 'object', source: this.#source.slice(start, end), members: () => members }
  }
}

/** Collects members of the same name in one list, at the position of the first. */
function withLists(members: readonly Member[]): Member[] {
  const byName = new Map<string, RecordNode[]>()
  for (const { name, node } of members) {
    const same = byName.get(name)
    if (same === undefined) byName.set(name, [node])
    else same.push(node)
  }
  return [...byName].map(([name, nodes]) => {
    const [only] = nodes
    if (nodes.length === 1 && only !== undefined) return { name, node: only }
    return { name, node: listNode(nodes) }
  })
}

function listNode(nodes: readonly RecordNode[]): RecordNode {
  return {
    kind: 'list',
    // Joined on demand: nested lists would each hold a copy of their content.
    get source() {
      return nodes.map((node) => (node.kind === 'value' ? node.text : node.source)).join('\n')
    },
    items: () => nodes,
  }
}

function valueNode(text: string): RecordNode {
  return { kind: 'value', text, isNull: false }
}

/** True for an element without any text, such as an empty list. */
export function isBlankNode(node: RecordNode): boolean {
  if (node.kind === 'value') return node.text.trim() === ''
  if (node.kind === 'list') return node.items().every(isBlankNode)
  return node.members().every((member) => isBlankNode(member.node))
}
