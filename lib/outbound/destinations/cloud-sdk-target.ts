import {
  getDestinationFromDestinationService,
  type HttpDestination,
  type Destination as SdkDestination,
} from '@sap-cloud-sdk/connectivity'
import { executeHttpRequest } from '@sap-cloud-sdk/http-client'
import { muteLoggers } from '@sap-cloud-sdk/util'
import { LRUCache } from 'lru-cache'
import { ReceiverError } from '../../errors.ts'
import { inClientSpan } from '../../observability/tracing/client-span.ts'
import { TargetUnavailableError } from '../../outcomes.ts'
import { unknownDestination } from './create-destination.ts'
import { answerOf } from './destination.ts'
import { codeOf, type FindTarget, type Target, type TargetRequest, tooLarge } from './target.ts'

/** Cache time of a destination. The SDK's own cache would keep a changed URL for a day. */
const REMEMBERED_MS = 5 * 60_000
const MAX_REMEMBERED = 100
/** A token that expires sooner is fetched again. */
const MARGIN_MS = 30_000

/**
 * Destinations of the bound destination service, through the SAP Cloud SDK. The SDK (63 packages,
 * about 60 MB) is loaded with the first destination that is used.
 */
export function findByCloudSdk(): FindTarget {
  // The SDK's log lines name URLs and are not in our format; our errors report failures.
  muteLoggers()
  const remembered = new LRUCache<string, Promise<HttpDestination>>({ max: MAX_REMEMBERED })

  return async (name) => {
    const known = remembered.get(name)
    const looking = known ?? lookUp(name)
    // Keep a newer look-up.
    const forget = () => {
      if (remembered.peek(name) === looking) remembered.delete(name)
    }
    if (known === undefined) {
      remembered.set(name, looking, { ttl: REMEMBERED_MS })
      looking.then((found) => {
        if (remembered.peek(name) !== looking) return
        remembered.set(name, looking, { ttl: lifetimeMs(found) })
      }, forget)
    }
    const destination = await looking
    return targetOf(destination, forget)
  }
}

async function lookUp(name: string): Promise<HttpDestination> {
  let found: SdkDestination | null
  try {
    found = await getDestinationFromDestinationService({ destinationName: name, useCache: false })
  } catch (error) {
    // Every delivery would fail: open the circuit instead of using up attempts.
    throw new TargetUnavailableError(
      `the destination service gives no "${name}": ${reasonOf(error)}`,
    )
  }
  if (found === null) throw unknownDestination(name)
  if (found.url === undefined || (found.type ?? 'HTTP') !== 'HTTP') {
    const message = `Expected a destination "${name}" of type HTTP with a URL, it is ${found.type}.`
    throw new ReceiverError('destination_invalid', message)
  }
  // The service returns a destination even if it got no token for it, with an error inside.
  const refused = found.authTokens?.find(({ error }) => error !== null)
  if (refused !== undefined) {
    throw new TargetUnavailableError(
      `no token for "${name}": its destination cannot log in; check it there`,
    )
  }
  return found as HttpDestination
}

function targetOf(destination: HttpDestination, forget: () => void): Target {
  async function send({ method, url, headers, body, signal, maxBytes }: TargetRequest) {
    const request = {
      method,
      url: url.href,
      data: body,
      signal,
      // A redirect would forward the credentials.
      maxRedirects: 0,
      maxContentLength: maxBytes,
      maxBodyLength: Number.POSITIVE_INFINITY,
      responseType: 'arraybuffer',
      transformRequest: (data: unknown) => data,
      validateStatus: () => true,
    } as const
    try {
      const answer = await inClientSpan({ method, url }, (traced) =>
        executeHttpRequest(
          destination,
          { ...request, headers: { ...traced, ...headers } },
          { fetchCsrfToken: false },
        ),
      )
      return answerOf(answer.status, headersOf(answer.headers), new Uint8Array(answer.data))
    } catch (error) {
      throw isTooLarge(error) ? tooLarge(maxBytes) : error
    }
  }
  return {
    url: destination.url,
    send,
    renewLogin() {
      forget()
      return destination.authentication !== 'NoAuthentication'
    },
  }
}

function lifetimeMs({ authTokens = [] }: SdkDestination): number {
  const seconds = (authTokens ?? []).flatMap(({ expiresIn }) =>
    expiresIn === undefined ? [] : [Number(expiresIn)],
  )
  return Math.max(1, Math.min(REMEMBERED_MS, ...seconds.map((life) => life * 1_000 - MARGIN_MS)))
}

function headersOf(given: object): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) {
    const values: unknown[] = Array.isArray(value) ? value : [value]
    for (const one of values) headers.append(name, String(one))
  }
  return headers
}

function isTooLarge(error: unknown): boolean {
  const texts = [error, (error as { cause?: unknown }).cause]
  return texts.some((one) => one instanceof Error && one.message.startsWith('maxContentLength'))
}

/** The code, or the innermost message: the SDK's own messages are about bindings and tokens. */
function reasonOf(error: unknown): string {
  const code = codeOf(error)
  const { rootCause } = error as { rootCause?: { message?: unknown } | null }
  const text = String(rootCause?.message ?? (error as Error).message)
  return code === null ? text.slice(0, 200) : code
}
