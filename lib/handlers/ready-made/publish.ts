import type { HandlerEvent } from '../../events/handler-event.ts'
import type { HandlerContext } from '../handler-context.ts'
import { type CloudEventOptions, cloudEventOf } from './cloud-event.ts'
import { binaryRequest, structuredRequest } from './cloud-event-http.ts'
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
  return postTo(target, context, write(cloudEvent))
}
