import type { WebhookConfig } from '../../config/alerts.ts'
import { basicHeaders } from '../../http/basic-headers.ts'
import { boundedFetch, type Fetch } from '../../http/bounded-fetch.ts'
import { createClientToken } from '../../http/client-token.ts'
import type { Notice } from './notice.ts'

const LIMITS = {
  timeoutMs: 10_000,
  maxBytes: 64 * 1024,
  accepts: (status: number) => status >= 200 && status < 300,
}

/**
 * Posts notices as JSON. Rejects if a notice was not accepted; errors contain a status or code,
 * never the URL.
 */
export function createWebhook(
  { url, auth }: WebhookConfig,
  fetch: Fetch = globalThis.fetch,
): (notice: Notice) => Promise<void> {
  const post = boundedFetch(fetch, LIMITS)
  const token = auth.kind === 'client-credentials' ? createClientToken(auth, { fetch }) : null

  async function proof(): Promise<Readonly<Record<string, string>>> {
    if (token !== null) return { authorization: `Bearer ${await token.get()}` }
    if (auth.kind === 'bearer') return { authorization: `Bearer ${auth.token}` }
    if (auth.kind === 'none' || auth.kind === 'client-credentials') return {}
    return basicHeaders('plain', auth.clientId, auth.clientSecret)
  }

  return async (notice) => {
    const headers = { 'content-type': 'application/json', ...(await proof()) }
    try {
      await post(url, { method: 'POST', headers, body: JSON.stringify(notice) })
    } catch (error) {
      // The token may be withdrawn: the next call fetches another one.
      if ((error as { code?: unknown }).code === 'http_401') token?.forget()
      throw error
    }
  }
}
