/** The part of the global fetch that is needed here, so that a test can stand in for it. */
export type Fetch = (url: string, options: RequestInit) => Promise<Response>

export interface FetchLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
  /** whether an answer of this status says something; default: 200 alone */
  readonly accepts?: (status: number) => boolean
}

/**
 * A fetch that neither follows redirects, nor waits longer than `timeoutMs` for the whole answer,
 * nor reads more than `maxBytes` of it. The answer's body is in memory when it resolves.
 */
export function boundedFetch(fetch: Fetch, limits: FetchLimits, closed: AbortSignal): Fetch {
  const { accepts = (status: number) => status === 200 } = limits
  return async (url, options) => {
    const stop = [closed, AbortSignal.timeout(limits.timeoutMs)]
    if (options.signal) stop.push(options.signal)
    const signal = AbortSignal.any(stop)
    const response = await fetch(url, { ...options, redirect: 'manual', signal })
    if (!accepts(response.status)) {
      await response.body?.cancel()
      const failure = new Error(`expected status 200, ${response.status} came`)
      throw Object.assign(failure, { code: `http_${response.status}` })
    }
    const body = await readAtMost(response, limits.maxBytes)
    return new Response(body, { status: response.status, headers: response.headers })
  }
}

/** The body, whole and no longer than that; what is longer is not read to its end. */
export async function readAtMost(
  response: Response,
  maxBytes: number,
  tooLarge = (limit: number) => new Error(`expected at most ${limit} bytes, more came`),
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    // leaving the loop cancels the stream and so the download
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks, length))
}
