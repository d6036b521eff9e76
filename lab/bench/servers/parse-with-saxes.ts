import { SaxesParser } from 'saxes'
import type { ParsedEvent } from './parsed-event.ts'

interface Element {
  readonly name: string
  readonly children: Element[]
  text: string
}

/** A tree of local names, as fast-xml-parser gives one, read in the same way. */
export function parseWithSaxes(body: string): ParsedEvent {
  const root: Element = { name: '', children: [], text: '' }
  const open = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', ({ local }) => {
    const element = { name: local, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.on('doctype', () => {
    throw new Error('no DOCTYPE here')
  })
  parser.write(body).close()
  const message = child(child(child(root, 'Envelope'), 'Body'), 'ExternalEvent')
  const event = child(child(message, 'events'), 'event')
  const userId = child(event, 'entityKeys').children.find(
    (key) => child(key, 'name').text === 'userId',
  )
  return {
    eventId: child(event, 'eventId').text,
    type: child(child(message, 'externalEventMeta'), 'type').text,
    userId: userId === undefined ? null : child(userId, 'value').text,
  }
}

function child(element: Element, name: string): Element {
  const found = element.children.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
