import type { z } from 'zod'
import type { Caller, Grant } from '../../lib/auth/caller.ts'

/** A request that was let in and checked. */
export interface Call<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly caller: Caller
  /** names the token or the session of the call: see identify.ts */
  readonly credential: string
  /** @throws ReceiverError grant_missing */
  readonly needs: (grant: Grant) => void
}

/** Bytes as they were stored. */
export interface RawAnswer {
  readonly bytes: Buffer
}

export interface RouteSpec<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Result extends z.ZodType,
> {
  readonly method: 'get' | 'post'
  /** as OpenAPI writes it: `/messages/{id}` */
  readonly path: string
  readonly summary: string
  readonly grant: Grant
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** null = bytes */
  readonly result: Result | null
  readonly status?: 200 | 202
  /** it reads a stored body: one such answer is built at a time */
  readonly isLarge?: boolean
  /** statuses beside those that every route has */
  readonly refusals?: readonly (404 | 409 | 413 | 429)[]
  /** its request may hold the body of a message */
  readonly takesBodies?: boolean
  readonly handle: (
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.output<Result> | RawAnswer>
}

/** A route as the router and the document see it. */
export type Route = Omit<
  RouteSpec<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>,
  'handle' | 'params' | 'query' | 'body'
> & {
  readonly params: z.ZodObject | undefined
  readonly query: z.ZodObject | undefined
  readonly body: z.ZodType | undefined
  readonly handle: (call: Call<never, never, never>) => Promise<unknown>
}

/** Declares a route once: its checks, its page in the document and what it does. */
export function route<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Result extends z.ZodType,
>(spec: RouteSpec<Params, Query, Body, Result>): Route {
  const { params, query, body } = spec
  return { ...spec, params, query, body }
}
