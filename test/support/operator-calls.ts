import request from 'supertest'

/** Calls of an operator to the operations API. */
export interface OperatorCalls {
  get(path: string, query?: object): request.Test
  post(path: string, body?: object): request.Test
  /** @returns the body of the answer, which must be 200 */
  // biome-ignore lint/suspicious/noExplicitAny: as in the answers of supertest
  read(path: string, query?: object): Promise<any>
}

/** @param url of the API */
export function operatorCalls(url: string, token: string): OperatorCalls {
  const authorization = `Bearer ${token}`
  const get: OperatorCalls['get'] = (path, query = {}) =>
    request(url).get(path).query(query).set('Authorization', authorization)
  return {
    get,
    post: (path, body = {}) =>
      request(url).post(path).set('Authorization', authorization).send(body),
    read: async (path, query) => (await get(path, query).expect(200)).body,
  }
}
