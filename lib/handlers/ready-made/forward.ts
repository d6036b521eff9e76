import { readContentType } from '../../events/content-type.ts'
import { cutEvent } from '../../events/cut-event.ts'
import type { HandlerEvent } from '../../events/handler-event.ts'
import { reject } from '../../outcomes.ts'
import type { HandlerContext } from '../handler-context.ts'
import { postTo, type Target } from './post-to.ts'

/**
 * Passes a message on as it came: same body, same Content-Type, another token. Each event of a message
 * is passed on by itself, in the order of its employee; the other events are cut out of its body.
 */
export async function forward(
  target: Target,
  event: HandlerEvent,
  context: HandlerContext,
): Promise<void> {
  const message = await event.message()
  if (message.isEdited) {
    reject(
      'expected the event as it came, it was edited: a body with the edited form does not exist',
    )
  }
  const { body, contentType, hints } = cutEvent(message, event.ordinal)
  const { type } = readContentType(contentType ?? undefined)
  await postTo(target, context, {
    headers: {
      // The attributes of a CloudEvent in binary mode.
      ...hints?.cloudEvent?.headers,
      'content-type': contentType ?? 'application/octet-stream',
      // SOAP 1.1 section 6.1.1: the header must be there
      ...(type === 'text/xml' && { soapaction: '""' }),
    },
    body,
  })
}
