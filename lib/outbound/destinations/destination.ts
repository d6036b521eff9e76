export type CallMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type QueryValue = string | number | boolean

export interface CallOptions {
  /** Encoded as they are; undefined ones are left out, lists are repeated. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  /** beside what the destination adds (authorization) and the attempt (correlation id, idempotency key) */
  readonly headers?: Readonly<Record<string, string>>
  /** an object or a list is sent as JSON, a text as text/plain, bytes as they are, unless a header says otherwise */
  readonly body?: object | string | Uint8Array
  /** beside the signal of the attempt, which always counts */
  readonly signal?: AbortSignal
  /** for the whole call, its answer included (ms); default 30,000 */
  readonly timeoutMs?: number
  /**
   * Statuses that are answers and no errors, beside 200 to 299: `[404]` where "not there" is a good
   * answer, `'any'` for all of them.
   */
  readonly accepts?: readonly number[] | 'any'
  /**
   * Before a call that changes something a token against forged requests is fetched at the root of its
   * service, and sent with it: SAP Gateway, so S/4HANA, answers 403 otherwise. A test sends without.
   */
  readonly csrf?: boolean
  /** keeps both bodies with the attempt: JSON, masked and cut, of all else the size; without it none */
  readonly record?: 'bodies'
  /** larger answers are errors; default 4 MiB */
  readonly maxBytes?: number
}

/** An answer that is wholly in memory. */
export interface CallAnswer {
  readonly status: number
  /** 200 to 299 */
  readonly ok: boolean
  readonly headers: Headers
  text(): string
  /** undefined = an empty body. Throws a SyntaxError where it is no JSON. */
  json(): unknown
  bytes(): Uint8Array
}

/**
 * A system that handlers call, by a name that the surroundings know: its address and how to log in
 * there are configuration. A call rejects with a DestinationError where the answer's status is none
 * that was asked for, with a TimeoutError, with what broke the connection, and with the reason of
 * the signal that aborted it. Nothing is repeated that may have been done: the delivery is.
 */
export interface Destination {
  readonly name: string
  /**
   * @param path behind the address of the destination, such as `/users/7`; also a whole address of the
   * same origin, as a link in an answer has it. Parts of it that are values are encoded by the caller.
   */
  request(method: CallMethod, path: string, options?: CallOptions): Promise<CallAnswer>
  get(path: string, options?: CallOptions): Promise<CallAnswer>
  post(path: string, options?: CallOptions): Promise<CallAnswer>
  put(path: string, options?: CallOptions): Promise<CallAnswer>
  patch(path: string, options?: CallOptions): Promise<CallAnswer>
  delete(path: string, options?: CallOptions): Promise<CallAnswer>
}

/** Where destinations come from: the platform, the environment, a test. */
export interface DestinationSource {
  /** Looks nothing up: a name that nobody knows shows at the first call. */
  destination(name: string): Destination
}

/** A destination around its one way to call: each verb is a request of that method. */
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

/** An answer of its parts; a test makes one of a status and a body. */
export function answerOf(status: number, headers: Headers, body: Uint8Array): CallAnswer {
  const text = () => new TextDecoder().decode(body)
  return {
    status,
    ok: status >= 200 && status < 300,
    headers,
    text,
    json: () => (body.byteLength === 0 ? undefined : JSON.parse(text())),
    bytes: () => body,
  }
}
