import { afterEach, describe, expect, it } from '@jest/globals'
import type { BasicReader } from '../../../../lib/http/basic-headers.ts'
import { createTokenSource } from '../../../../lib/local/connector/token-source.ts'
import {
  type Answer,
  type FakeReceiver,
  startFakeReceiver,
} from '../../../support/fake-receiver.ts'

describe('a token source', () => {
  let endpoint: FakeReceiver
  let now = 1_000_000
  afterEach(() => endpoint.close())

  async function source(answer: (count: number) => Answer, reader?: BasicReader) {
    let count = 0
    endpoint = await startFakeReceiver(() => {
      count += 1
      return answer(count)
    })
    const tokenUrl = `${endpoint.url}/oauth/token`
    const client = { tokenUrl, clientId: 'a client', clientSecret: 's:+%' }
    return createTokenSource({ ...client, ...(reader && { reader }) }, () => now)
  }
  const token = (count: number): Answer => ({
    status: 200,
    json: { access_token: `token-${count}`, expires_in: 100 },
  })

  it.each<[BasicReader | undefined, string, string | undefined]>([
    [undefined, 'a client:s:+%', undefined],
    ['uaa', 'a%20client:s%3A%2B%25', 'true'],
  ])('asks by client credentials in the Basic header, for %s', async (reader, pair, encoded) => {
    const tokenOf = await source(token, reader)
    expect(await tokenOf()).toBe('token-1')
    const [call] = endpoint.calls
    const basic = Buffer.from(String(call?.headers.authorization).slice('Basic '.length), 'base64')
    expect(basic.toString()).toBe(pair)
    expect(call?.headers['x-cf-encoded-credentials']).toBe(encoded)
    expect(call).toMatchObject({ method: 'POST', body: 'grant_type=client_credentials' })
  })

  it('keeps a token until half a minute before it expires; callers share one fetch', async () => {
    const tokenOf = await source(token)
    expect(await Promise.all([tokenOf(), tokenOf()])).toEqual(['token-1', 'token-1'])
    now += 69_999
    expect(await tokenOf()).toBe('token-1')
    now += 1
    expect(await tokenOf()).toBe('token-2')
    expect(endpoint.calls).toHaveLength(2)
  })

  it('rejects when there is none, and asks again the next time', async () => {
    const tokenOf = await source((count) => (count === 1 ? { status: 401 } : token(count)))
    await expect(tokenOf()).rejects.toThrow('got HTTP 401')
    expect(await tokenOf()).toBe('token-2')
  })
})
