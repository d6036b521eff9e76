import {
  allowInsecureRequests,
  Configuration,
  type CustomFetch,
  customFetch,
  discovery,
  type ServerMetadata,
} from 'openid-client'
import { type BasicReader, basicHeaders, basicReaderAt } from './basic-headers.ts'
import type { Fetch } from './bounded-fetch.ts'
import { isLoopback } from './loopback.ts'

/** Our client at an issuer. */
export interface IssuerClient {
  readonly clientId: string
  /** called at each use: the secret may be rotated */
  readonly clientSecret: () => string
  /** how the endpoint reads HTTP Basic; default: by its address */
  readonly reader?: BasicReader | undefined
}

/** Whether an address is plain http, which is allowed on this machine only. */
export function isInsecure(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && isLoopback(hostname)
}

/** The metadata of an issuer from its discovery document. */
export async function discoverIssuer(
  address: URL,
  clientId: string,
  fetch: Fetch,
  algorithm: 'oidc' | 'oauth2' = 'oidc',
): Promise<ServerMetadata> {
  const configuration = await discovery(address, clientId, undefined, undefined, {
    algorithm,
    execute: isInsecure(address.href) ? [allowInsecureRequests] : [],
    [customFetch]: adapted(fetch),
  })
  return configuration.serverMetadata()
}

/**
 * The configuration of openid-client for one client. It authenticates by HTTP Basic, which every server
 * must accept and which is the only method of Neo's endpoints.
 * @param endpoint the address that the client calls
 */
export function clientConfiguration(
  metadata: ServerMetadata,
  { clientId, clientSecret, reader }: IssuerClient,
  endpoint: string,
  fetch: Fetch,
): Configuration {
  const configuration = new Configuration(metadata, clientId, undefined, (_as, _c, _b, headers) => {
    const basic = basicHeaders(reader ?? basicReaderAt(endpoint), clientId, clientSecret())
    for (const [name, value] of Object.entries(basic)) headers.set(name, value)
  })
  if (isInsecure(endpoint)) allowInsecureRequests(configuration)
  configuration[customFetch] = adapted(fetch)
  return configuration
}

function adapted(fetch: Fetch): CustomFetch {
  return (url, { body, headers, method, signal }) =>
    fetch(url, { body: body ?? null, headers, method, ...(signal && { signal }) })
}
