import type { IncomingMessage } from 'node:http'
import { ReceiverError } from '../../lib/errors.ts'

/** Forms and links cannot send this header, and scripts of other sites may not. */
export const PAGE_HEADER = 'x-monitor'

/**
 * Protects requests with a session cookie against CSRF. Browsers name the origin of a request
 * (Sec-Fetch-Site, Origin). Requests that change data also need the page's own header.
 * @param publicUrl origin of the page for browsers: a proxy may change Host
 * @throws ReceiverError csrf_rejected
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
    'Expected a request from the page itself, got another one with the session cookie. Send a token instead of the cookie.',
  )
}
