import type { Field } from './contract-fields.ts'

/** Collects the value of one element: its text, or its raw XML if it has children. */
export class ValueCapture {
  readonly #source: string
  #depth = 0
  #text = ''
  #start = 0
  /** local name of the element */
  name = ''
  /** the field that it fills; null = `more` */
  field: Field | null = null
  hasChildren = false

  /** @param source the whole document */
  constructor(source: string) {
    this.#source = source
  }

  get active(): boolean {
    return this.#depth > 0
  }

  /** @param end position after the start tag */
  start(name: string, field: Field | null, end: number): void {
    this.name = name
    this.field = field
    this.hasChildren = false
    this.#text = ''
    this.#start = end
    this.#depth = 1
  }

  openChild(): void {
    this.hasChildren = true
    this.#depth++
  }

  text(piece: string): void {
    if (!this.hasChildren) this.#text += piece
  }

  /** True once the element itself is closed. */
  close(): boolean {
    return --this.#depth === 0
  }

  /** The text of a leaf; the unchanged XML of an element with children. */
  value(end: number): string {
    return this.hasChildren ? this.#source.slice(this.#lastTag(this.#start), end) : this.#text
  }

  /** The raw XML between start and end tag, with the message's prefixes. */
  inner(end: number): string {
    // for `<a/>` the last tag begins before the start, and the slice is empty
    return this.#source.slice(this.#start, this.#lastTag(end))
  }

  /** Where the tag that ends at a position begins: no tag has a `<` inside. */
  #lastTag(end: number): number {
    return this.#source.lastIndexOf('<', end - 1)
  }
}
