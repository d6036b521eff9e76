import type { DecodedMessage } from './event.ts'
import { escapeXml } from './xml-text.ts'

/** A sender's own answer, such as Integration Center's "Response Fields". */
export interface AnswerTemplate {
  /** answer to JSON and CSV: any JSON value, with placeholders in its texts */
  readonly json?: unknown
  /** answer to XML: text with placeholders */
  readonly xml?: string | undefined
}

export interface AnswerValues {
  readonly messageId: string
  readonly correlationId: string
  readonly decoded: DecodedMessage
}

/** Such as `{{messageId}}` or `{{field:userId}}`. */
const PLACEHOLDER = /\{\{([a-zA-Z]+)(?::([^}]{1,200}))?\}\}/g
export const PLACEHOLDERS = [
  'messageId',
  'correlationId',
  'externalEventId',
  'eventId',
  'type',
  'field',
]

/** Unknown placeholders of a template. */
export function unknownPlaceholders(template: AnswerTemplate): string[] {
  const text = `${JSON.stringify(template.json ?? '')}${template.xml ?? ''}`
  return [...text.matchAll(PLACEHOLDER)]
    .map(([, name = '']) => name)
    .filter((name) => !PLACEHOLDERS.includes(name))
}

/** The JSON answer; fields come from the first event. */
export function filledJson(template: unknown, values: AnswerValues): string {
  return JSON.stringify(template, (_name, value: unknown) =>
    typeof value === 'string' ? filled(value, values, (text) => text) : value,
  )
}

export function filledXml(template: string, values: AnswerValues): string {
  return filled(template, values, escapeXml)
}

function filled(template: string, values: AnswerValues, encode: (text: string) => string): string {
  return template.replaceAll(PLACEHOLDER, (_match, name: string, field?: string) =>
    encode(valueFor(name, field, values)),
  )
}

function valueFor(name: string, field: string | undefined, values: AnswerValues): string {
  const { messageId, correlationId, decoded } = values
  const [event] = decoded.events
  switch (name) {
    case 'messageId':
      return messageId
    case 'correlationId':
      return correlationId
    case 'externalEventId':
      return decoded.externalEventId ?? ''
    case 'eventId':
      return event?.eventId ?? ''
    case 'type':
      return event?.type ?? decoded.type ?? ''
    default:
      return (
        [...(event?.keys ?? []), ...(event?.params ?? [])].find((one) => one.name === field)
          ?.value ?? ''
      )
  }
}
