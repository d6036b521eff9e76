import type { CallOutcome } from './call-tally.ts'

/** As long as SuccessFactors and a router have patience. */
const PATIENCE_MS = 30_000

/**
 * Sends a call to an instance. A refused connection or a broken answer is repeated once to another
 * one, as SuccessFactors does. A call with any answer is not repeated.
 * @param urls in the order in which they are tried; two at most
 */
export async function sendCall(
  urls: readonly string[],
  token: string,
  body: string,
): Promise<CallOutcome> {
  const since = performance.now()
  for (const [index, url] of urls.slice(0, 2).entries()) {
    const answer = await post(url, token, body).catch(() => null)
    if (answer === null) continue
    return { ...answer, repeated: index > 0, waitMs: performance.now() - since }
  }
  const waitMs = performance.now() - since
  return { status: null, messageId: null, repeated: urls.length > 1, waitMs }
}

async function post(url: string, token: string, body: string) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/xml' },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  await answer.text()
  return { status: answer.status, messageId: answer.headers.get('SAP_MessageProcessingLogID') }
}
