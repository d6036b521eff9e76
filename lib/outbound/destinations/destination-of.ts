import type { Destination } from './destination.ts'

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
