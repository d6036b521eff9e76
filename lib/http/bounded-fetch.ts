/** The part of the global fetch that we use; tests replace it. */
export type Fetch = (url: string, options: RequestInit) => Promise<Response>

export interface FetchLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
  /** whether a status is an answer and no error; default: only 200 */
  readonly accepts?: (status: number) => boolean
}

/**
 * A fetch that follows no redirects, waits at most `timeoutMs` for the whole answer and reads at most
 * `maxBytes` of it. The body is in memory when it resolves.
 * @param closed aborts every request
 */
export function boundedFetch(fetch: Fetch, limits: FetchLimits, closed?: AbortSignal): Fetch {
  const { accepts = (status: number) => status === 200 } = limits
  return async (url, options) => {
    const stop = [closed, options.signal, AbortSignal.timeout(limits.timeoutMs)]
    const signal = AbortSignal.any(stop.filter((one) => one != null))
    const response = await fetch(url, { ...options, redirect: 'manual', signal })
    if (!accepts(response.status)) {
      await response.body?.cancel()
      const failure = new Error(`expected status 200, got ${response.status}`)
      throw Object.assign(failure, { code: `http_${response.status}` })
    }
    const body = await readAtMost(response, limits.maxBytes)
    return new Response(body, { status: response.status, headers: response.headers })
  }
}

/** Reads a body of at most `maxBytes`; a longer one is an error and is not read to its end. */
export async function readAtMost(
  response: Response,
  maxBytes: number,
  tooLarge = (limit: number) => new Error(`expected at most ${limit} bytes, got more`),
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
