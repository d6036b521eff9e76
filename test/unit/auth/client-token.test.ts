import { describe, expect, it } from '@jest/globals'
import { createClientToken } from '../../../lib/http/client-token.ts'

describe('a token of our own', () => {
  it.each([
    ['https://acme.authentication.eu10.hana.ondemand.com/oauth/token', 'id:a%24b%3D', 'true'],
    ['https://acme.accounts.ondemand.com/oauth2/token', 'id:a%24b%3D', null],
    ['https://id.example.com/token', 'id:a$b=', null],
  ])('is asked for at %s with the Basic header that it reads', async (tokenUrl, pair, encoded) => {
    const sent: Headers[] = []
    const fetch = async (_url: string, { headers }: RequestInit) => {
      sent.push(new Headers(headers))
      return Response.json({ access_token: 't', token_type: 'bearer', expires_in: 60 })
    }
    const credentials = { tokenUrl, clientId: 'id', clientSecret: 'a$b=' }
    expect(await createClientToken(credentials, { fetch, now: () => 0 }).get()).toBe('t')
    expect(sent[0]?.get('authorization')).toBe(`Basic ${btoa(pair)}`)
    expect(sent[0]?.get('x-cf-encoded-credentials') ?? null).toBe(encoded)
  })
})
