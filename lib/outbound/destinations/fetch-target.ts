import type { DestinationConfig, DestinationLogin } from '../../config/destinations.ts'
import { basicHeaders } from '../../http/basic-headers.ts'
import { type Fetch, readAtMost } from '../../http/bounded-fetch.ts'
import { createClientToken } from '../../http/client-token.ts'
import { fetchWithCertificate } from '../../http/fetch-with-certificate.ts'
import { TargetUnavailableError } from '../../outcomes.ts'
import { answerOf } from './destination.ts'
import { codeOf, type Target, type TargetRequest, tooLarge } from './target.ts'

/** A destination of DESTINATIONS. */
export function fetchTarget(
  name: string,
  { url, login, clientCertificate }: DestinationConfig,
  given: Fetch = globalThis.fetch,
): Target {
  const fetch = clientCertificate === undefined ? given : fetchWithCertificate(clientCertificate)
  const { proof, renewLogin } = loginOf(name, login, fetch)

  async function send({ method, url, headers, body, signal, maxBytes }: TargetRequest) {
    const login = await proof()
    signal.throwIfAborted()
    const response = await fetch(url.href, {
      method,
      headers: { ...headers, ...login },
      body: (body ?? null) as RequestInit['body'] & (string | null),
      redirect: 'manual',
      signal,
    })
    const bytes = await readAtMost(response, maxBytes, tooLarge)
    return answerOf(response.status, response.headers, bytes)
  }

  return { url, send, renewLogin }
}

interface Login {
  /** headers of a call; empty = no login */
  proof(): Promise<Readonly<Record<string, string>>>
  renewLogin(): boolean
}

function loginOf(name: string, login: DestinationLogin, fetch: Fetch): Login {
  if (login.kind === 'none') return { proof: async () => ({}), renewLogin: () => false }
  if (login.kind === 'basic') {
    const { user, password } = login
    return { proof: async () => basicHeaders('plain', user, password), renewLogin: () => false }
  }
  const token = createClientToken(login, { fetch })
  return {
    async proof() {
      try {
        return { authorization: `Bearer ${await token.get()}` }
      } catch (error) {
        const code = codeOf(error) ?? 'no answer'
        throw new TargetUnavailableError(`no token for "${name}" from its tokenServiceURL: ${code}`)
      }
    },
    renewLogin() {
      token.forget()
      return true
    },
  }
}
