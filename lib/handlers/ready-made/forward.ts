import { readContentType } from '../../events/content-type.ts'
import { cutEvent } from '../../events/cut-event.ts'
import type { HandlerEvent } from '../../events/handler-event.ts'
import { reject } from '../../outcomes.ts'
import type { HandlerContext } from '../handler-context.ts'
import { postTo, type Target } from './post-to.ts'

/**
 * Forwards a message unchanged: same body, same Content-Type, another token. Each event is
 * forwarded in the order of its employee, in a copy of the body without the other events.
 */
export async function forward(
  target: Target,
  event: HandlerEvent,
  context: HandlerContext,
): Promise<void> {
  const message = await event.message()
  if (message.isEdited) {
    reject('expected an unedited event: there is no body with the edited form')
  }
  const { body, contentType, hints } = cutEvent(message, event.ordinal)
  const { type } = readContentType(contentType ?? undefined)
  await postTo(target, event, context, {
    headers: {
      // Attributes of a CloudEvent in binary mode.
      ...hints?.cloudEvent?.headers,
      'content-type': contentType ?? 'application/octet-stream',
      // SOAP 1.1 section 6.1.1 requires this header.
      ...(type === 'text/xml' && { soapaction: '""' }),
    },
    body,
  })
}
