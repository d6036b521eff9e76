import type { BrowserContext, Request } from 'playwright-core'

/** The live streams that the tabs of a browser have open now. */
export function watchStreams(context: BrowserContext): ReadonlySet<Request> {
  const open = new Set<Request>()
  context.on('request', (request) => {
    if (new URL(request.url()).pathname !== '/operations/v1/live') return
    open.add(request)
    // A page that closes at once does not report the end of its requests.
    request
      .frame()
      .page()
      .once('close', () => open.delete(request))
  })
  context.on('requestfinished', (request) => open.delete(request))
  context.on('requestfailed', (request) => open.delete(request))
  return open
}
