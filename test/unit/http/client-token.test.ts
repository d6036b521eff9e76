import { afterEach, describe, expect, it } from '@jest/globals'
import type { BasicReader } from '../../../lib/http/basic-headers.ts'
import { createClientToken } from '../../../lib/http/client-token.ts'
import { type Answer, type FakeReceiver, startFakeReceiver } from '../../support/fake-receiver.ts'

describe('a client token', () => {
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
    return createClientToken({ ...client, ...(reader && { reader }) }, { now: () => now }).get
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
    await expect(tokenOf()).rejects.toMatchObject({ code: 'http_401', status: 401 })
    expect(await tokenOf()).toBe('token-2')
  })

  it('is fetched again once it was refused', async () => {
    endpoint = await startFakeReceiver(() => token(endpoint.calls.length))
    const credentials = { tokenUrl: `${endpoint.url}/t`, clientId: 'a', clientSecret: 'b' }
    const own = createClientToken(credentials)
    const first = await own.get()
    expect(await own.get()).toBe(first)
    own.forget()
    expect(await own.get()).not.toBe(first)
  })
})

describe('a token request', () => {
  it.each([
    ['https://acme.authentication.eu10.hana.ondemand.com/oauth/token', 'id:a%24b%3D', 'true'],
    ['https://acme.accounts.ondemand.com/oauth2/token', 'id:a%24b%3D', null],
    ['https://id.example.com/token', 'id:a$b=', null],
  ])('at %s has the Basic header of its server', async (tokenUrl, pair, encoded) => {
    const sent: Headers[] = []
    const fetch = async (_url: string, { headers }: RequestInit) => {
      sent.push(new Headers(headers))
      return Response.json({ access_token: 't', expires_in: 60 })
    }
    const credentials = { tokenUrl, clientId: 'id', clientSecret: 'a$b=' }
    expect(await createClientToken(credentials, { fetch }).get()).toBe('t')
    expect(sent[0]?.get('authorization')).toBe(`Basic ${btoa(pair)}`)
    expect(sent[0]?.get('x-cf-encoded-credentials') ?? null).toBe(encoded)
  })
})
