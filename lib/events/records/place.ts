import type { RecordNode } from './record-node.ts'

/** One step into a body: a member's name, an element's index, or every element. */
export type Step = string | number | '[*]'

/** A path in a body, such as `employees.employee[*]`. */
export type Place = readonly Step[]

/** Places in a body that a caller's configuration or the address names; absent = found by rule. */
export interface RecordPlaces {
  /** from the root: the list of events, or a single event */
  readonly events?: Place
  /** from the event, else from the root: the event type */
  readonly type?: Place
  readonly id?: Place
  /** the value that chooses the lane */
  readonly subject?: Place
}

const MAX_STEPS = 10
const STEP = /\.?([A-Za-z_@$][\w$@:-]*)|\[(\d{1,6}|\*)\]/y

/** Reads `a.b[0].c[*]`: names, indexes and `[*]` alone, at most 10 steps; null = another form. */
export function readPlace(text: string): Place | null {
  const steps: Step[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length) {
    const startsWithDot = text[STEP.lastIndex] === '.'
    const [, name, index] = STEP.exec(text) ?? []
    if (name === undefined && index === undefined) return null
    if (name !== undefined && startsWithDot !== steps.length > 0) return null
    steps.push(name ?? (index === '*' ? '[*]' : Number(index)))
    if (steps.length > MAX_STEPS) return null
  }
  return steps.length === 0 ? null : steps
}

/** A place as `readPlace` reads it. */
export function writePlace(place: Place): string {
  return place
    .map((step) => (typeof step === 'number' ? `[${step}]` : step === '[*]' ? step : `.${step}`))
    .join('')
    .replace(/^\./, '')
}

/** All values at a place, in document order. A list in the way stands for all of its elements. */
export function nodesAt(root: RecordNode, place: Place): RecordNode[] {
  return place.reduce((nodes, step) => nodes.flatMap((node) => stepInto(node, step)), [root])
}

function stepInto(node: RecordNode, step: Step): readonly RecordNode[] {
  if (step === '[*]') return node.kind === 'list' ? node.items() : [node]
  if (typeof step === 'number') {
    // An XML list of one element cannot be told from a single element.
    const items = node.kind === 'list' ? node.items() : [node]
    return items.slice(step, step + 1)
  }
  if (node.kind === 'list') return node.items().flatMap((item) => stepInto(item, step))
  if (node.kind === 'value') return []
  return node.members().flatMap((member) => (member.name === step ? [member.node] : []))
}
