import { subscribe, unsubscribe } from 'node:diagnostics_channel'

const CHANNEL = 'undici:request:create'

/** Records the hosts that this process calls by fetch, whether they exist or not. */
export function watchOutbound() {
  const origins = new Set<string>()
  const note = (message: unknown): void => {
    const { request } = message as { readonly request: { readonly origin: unknown } }
    origins.add(String(request.origin))
  }
  subscribe(CHANNEL, note)
  return { origins, stop: () => unsubscribe(CHANNEL, note) }
}
