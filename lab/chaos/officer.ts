import type { LocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { createBrowserLike } from '../../test/support/browser-like.ts'
import { typeIn } from '../../test/support/log-in.ts'

/** A person who may forget others, logged in at the page of one instance. */
export interface Officer {
  /**
   * Asks an instance to forget a person. Repeated at the next one without an answer or after a 503.
   * @returns the action; null = no instance has confirmed one
   */
  forget(urls: readonly string[], subjectId: string): Promise<string | null>
}

const PATIENCE_MS = 30_000

/** The session is in the database: every instance knows it. */
export async function logInOfficer(
  url: string,
  { clients, xsuaaCredentials }: LocalAuthorizationServer,
): Promise<Officer> {
  const browser = createBrowserLike()
  const way = { issuerUrl: xsuaaCredentials.url, password: clients.operator.secret }
  const from = `${url}/monitor/login?return=${encodeURIComponent('/monitor/')}`
  const back = await typeIn(browser, { ...way, from, to: `${url}/monitor/callback` })
  await browser.get(back)
  const { host } = new URL(url)
  const cookie = [...browser.cookies]
    .filter(([key]) => key.startsWith(`${host} `))
    .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`)
    .join('; ')
  const headers = { cookie, 'x-monitor': '1', 'content-type': 'application/json' }
  return {
    async forget(urls, subjectId) {
      for (const of of urls) {
        const answer = await fetch(`${of}/operations/v1/subjects/${subjectId}/actions/forget`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ reason: 'chaos' }),
          signal: AbortSignal.timeout(PATIENCE_MS),
        }).catch(() => null)
        const text = await answer?.text().catch(() => null)
        if (answer?.status === 202 && text != null) return JSON.parse(text).actionId
        // The first try was committed, and its answer lost.
        if (answer?.status === 409 && text?.includes('already_forgotten')) return null
        if (answer != null && answer.status < 500) {
          throw new Error(`forgetting was answered ${answer.status} ${text}`)
        }
      }
      return null
    },
  }
}
