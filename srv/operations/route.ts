import type { z } from 'zod'
import type { Caller, Grant } from '../../lib/auth/caller.ts'

/** An authenticated and checked request. */
export interface Call<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly caller: Caller
  /** digest of the token or session: see authenticate-request.ts */
  readonly credential: string
  /** @throws ReceiverError grant_missing */
  readonly needs: (grant: Grant) => void
}

/** Stored bytes. */
export interface RawAnswer {
  readonly bytes: Buffer
  /** default: body.bin */
  readonly fileName?: string
  /** default: application/octet-stream */
  readonly type?: string
}

/** An answer that is sent while it is produced. */
export interface StreamAnswer {
  readonly chunks: AsyncIterable<string>
  readonly type: string
  readonly fileName: string
  /** called when the answer is sent, or cannot be sent */
  readonly onEnd: () => void
}

/** Answers 204. */
export const NO_CONTENT = Symbol('no content')

export interface RouteSpec<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Result extends z.ZodType,
> {
  readonly method: 'get' | 'post'
  /** in OpenAPI's syntax: `/messages/{id}` */
  readonly path: string
  readonly summary: string
  readonly grant: Grant
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** null = the answer is bytes or a stream */
  readonly result: Result | null
  readonly status?: 200 | 202
  /** the route reads a stored body: one such answer is built at a time */
  readonly isLarge?: boolean
  /** error statuses, beside those of every route */
  readonly refusals?: readonly (404 | 409 | 410 | 413 | 429)[]
  /** the request may contain a message body */
  readonly takesBodies?: boolean
  readonly handle: (
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.output<Result> | RawAnswer | StreamAnswer | typeof NO_CONTENT>
}

/** A route without its types, for the router and OpenAPI. */
export type Route = Omit<
  RouteSpec<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>,
  'handle' | 'params' | 'query' | 'body'
> & {
  readonly params: z.ZodObject | undefined
  readonly query: z.ZodObject | undefined
  readonly body: z.ZodType | undefined
  readonly handle: (call: Call<never, never, never>) => Promise<unknown>
}

/** Declares a route once: its checks, its OpenAPI entry and its handler. */
export function route<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Result extends z.ZodType,
>(spec: RouteSpec<Params, Query, Body, Result>): Route {
  const { params, query, body } = spec
  return { ...spec, params, query, body }
}
