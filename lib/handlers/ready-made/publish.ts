import type { HandlerEvent } from '../../events/handler-event.ts'
import type { HandlerContext } from '../handler-context.ts'
import { type CloudEvent, type CloudEventOptions, cloudEventOf } from './cloud-event.ts'
import { postTo, type Target } from './post-to.ts'

export interface PublishOptions extends CloudEventOptions {
  readonly mode: 'structured' | 'binary'
}

/** Publishes an event as a CloudEvent 1.0 over HTTP. */
export function publish(
  target: Target,
  options: PublishOptions,
  event: HandlerEvent,
  context: HandlerContext,
): Promise<void> {
  const cloudEvent = cloudEventOf(event, context, options)
  const write = options.mode === 'binary' ? binaryRequest : structuredRequest
  return postTo(target, event, context, write(cloudEvent))
}

export interface CloudEventRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** HTTP binding section 3.2: the event is the body. JSON is UTF-8 without a charset parameter. */
export function structuredRequest({ attributes, data }: CloudEvent): CloudEventRequest {
  return {
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ ...attributes, data }),
  }
}

/** HTTP binding section 3.1: attributes are headers, the body is the data. */
export function binaryRequest({ attributes, data }: CloudEvent): CloudEventRequest {
  const { datacontenttype = 'application/json', ...others } = attributes
  const headers = Object.entries(others).map(([name, value]) => [`ce-${name}`, inHeader(value)])
  return {
    headers: { ...Object.fromEntries(headers), 'content-type': datacontenttype },
    body: JSON.stringify(data),
  }
}

/** HTTP binding section 3.1.3.2: encodes blank, quote, percent sign and all but printable ASCII. */
function inHeader(value: string): string {
  return value.replaceAll(/[^\x21\x23\x24\x26-\x7e]+/g, (text) =>
    [...Buffer.from(text)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
}
