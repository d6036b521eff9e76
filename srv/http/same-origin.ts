import type { IncomingMessage } from 'node:http'
import { ReceiverError } from '../../lib/errors.ts'

/** No form and no link can send it, and another site's script is not allowed to. */
export const PAGE_HEADER = 'x-monitor'

/**
 * Lets a request pass that comes with a cookie and from the page itself. Browsers say where a request
 * was made (Sec-Fetch-Site, Origin); what changes something also needs a header of the page's own.
 * Throws `csrf_rejected`.
 * @param publicUrl origin of the page for browsers: a proxy may put another Host
 */
export function requireSameOrigin(
  { headers, method }: IncomingMessage,
  publicUrl: string | null,
): void {
  const site = headers['sec-fetch-site']
  const { origin } = headers
  const isForeign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== publicUrl && URL.parse(origin)?.host !== headers.host)
  const isRead = method === 'GET' || method === 'HEAD'
  if (!isForeign && (isRead || headers[PAGE_HEADER] !== undefined)) return
  throw new ReceiverError(
    'csrf_rejected',
    'Expected a request of the page itself, another one came with the cookie of its session. Send a token instead of the cookie.',
  )
}
