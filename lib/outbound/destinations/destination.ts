export type CallMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type QueryValue = string | number | boolean

export interface CallOptions {
  /** Encoded automatically; undefined values are omitted, lists are repeated. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  /**
   * besides those of the destination (authorization) and the attempt (correlation id, idempotency
   * key)
   */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * an object or list is sent as JSON, a string as text/plain, bytes unchanged, unless a header
   * says otherwise
   */
  readonly body?: object | string | Uint8Array
  /** besides the signal of the attempt */
  readonly signal?: AbortSignal
  /** time limit of the whole call, including its answer (ms); default 30,000 */
  readonly timeoutMs?: number
  /**
   * Statuses besides 200 to 299 that are no errors: `[404]` if "not found" is a valid answer,
   * `'any'` for all.
   */
  readonly accepts?: readonly number[] | 'any'
  /**
   * Fetches a CSRF token from the root of the service before a changing call: SAP Gateway,
   * including S/4HANA, answers 403 without one. Ignored in tests.
   */
  readonly csrf?: boolean
  /**
   * records both bodies with the attempt: JSON masked and truncated, of other bodies the size;
   * default: none
   */
  readonly record?: 'bodies'
  /** larger answers are errors; default 4 MiB */
  readonly maxBytes?: number
}

/** An answer, read completely. */
export interface CallAnswer {
  /** HTTP status: 200 to 299, or one of `accepts` */
  readonly status: number
  /** 200 to 299 */
  readonly ok: boolean
  /** headers of the answer; names in any case */
  readonly headers: Headers
  /** The body as UTF-8. */
  text(): string
  /** undefined = an empty body. Throws a SyntaxError if it is no JSON. */
  json(): unknown
  /** The body unchanged. */
  bytes(): Uint8Array
}

/**
 * A system that handlers call by name. Its URL and credentials are configuration. A call rejects
 * with a DestinationError for an unexpected status, with a TimeoutError, with a connection error,
 * or with the reason of the aborted signal. Calls that may have had an effect are not repeated; the
 * delivery is.
 */
export interface Destination {
  readonly name: string
  /**
   * @param path appended to the URL of the destination, such as `/users/7`; or an absolute URL of
   * the same origin, such as a link in an answer. The caller encodes values in it.
   */
  request(method: CallMethod, path: string, options?: CallOptions): Promise<CallAnswer>
  /** Reads a resource. */
  get(path: string, options?: CallOptions): Promise<CallAnswer>
  /** Creates a resource or starts an action. Sends the idempotency key of the attempt. */
  post(path: string, options?: CallOptions): Promise<CallAnswer>
  /** Replaces a resource. Sends the idempotency key. */
  put(path: string, options?: CallOptions): Promise<CallAnswer>
  /** Changes parts of a resource. Sends the idempotency key. */
  patch(path: string, options?: CallOptions): Promise<CallAnswer>
  /** Deletes a resource. Sends the idempotency key. */
  delete(path: string, options?: CallOptions): Promise<CallAnswer>
}

/** Provides destinations: from the platform, the environment or a test. */
export interface DestinationSource {
  /** Does not look the name up: an unknown one fails at the first call. */
  destination(name: string): Destination
}

/** A destination whose verbs all use one function. */
export function destinationOf(name: string, request: Destination['request']): Destination {
  return {
    name,
    request,
    get: (path, options) => request('GET', path, options),
    post: (path, options) => request('POST', path, options),
    put: (path, options) => request('PUT', path, options),
    patch: (path, options) => request('PATCH', path, options),
    delete: (path, options) => request('DELETE', path, options),
  }
}

/** An answer from its parts. */
export function answerOf(status: number, headers: Headers, body: Uint8Array): CallAnswer {
  const text = () => new TextDecoder().decode(body)
  return {
    status,
    ok: status >= 200 && status < 300,
    headers,
    text,
    json: () => (body.byteLength === 0 ? undefined : jsonOf(text(), headers)),
    bytes: () => body,
  }
}

const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/

/** Does not quote the text, as JSON.parse does: it can contain personal data. */
function jsonOf(text: string, headers: Headers): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const type = MEDIA_TYPE.exec(headers.get('content-type') ?? '')?.[0] ?? 'no media type'
    throw new SyntaxError(`expected an answer in JSON, got another one (${type})`)
  }
}
