import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import {
  type LocalAuthorizationServer,
  startLocalAuthorizationServer,
} from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import {
  type AuthorizationServerBed,
  basic,
  createAuthorizationServerBed,
  post,
} from '../support/authorization-server-bed.ts'

/** asks a UAA to decode HTTP Basic */
const ENCODED = 'x-cf-encoded-credentials'
let bed: AuthorizationServerBed
const consoleSpies = [jest.spyOn(console, 'info'), jest.spyOn(console, 'warn')]

beforeAll(async () => {
  bed = await createAuthorizationServerBed()
})
afterAll(async () => {
  await bed.close()
  for (const spy of consoleSpies) expect(spy).not.toHaveBeenCalled()
})

describe('token endpoint', () => {
  const sender = () => bed.server.clients.successfactors

  it.each<[string, string, () => string]>([
    ['Basic header', '', () => 'grant_type=client_credentials'],
    ['blank scope', '', () => 'grant_type=client_credentials&scope='],
    ['its scope', '', () => 'grant_type=client_credentials&scope=sf-event-receiver!t1.Ingest'],
    [
      'grant type in query and body',
      '?grant_type=client_credentials',
      () => 'grant_type=client_credentials',
    ],
  ])('gives a token for %s', async (_name, query, body) => {
    const { clientId, secret } = sender()
    const answer = await post(bed.server.tokenUrl + query, body(), basic(clientId, secret))
    expect(answer).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), token_type: 'bearer', expires_in: 3_600 },
    })
    expect(decodeJwt(String(answer.body.access_token)).scope).toEqual([
      'uaa.resource',
      'sf-event-receiver!t1.Ingest',
    ])
  })

  describe('reads HTTP Basic as a UAA', () => {
    const secret = '1f2e3d4c-0000-4000-8000-aabbccddeeff$Ab_cD-12+/Zz==%41:x'
    let uaa: LocalAuthorizationServer
    beforeAll(async () => {
      uaa = await startLocalAuthorizationServer({
        dataDir: bed.dataDir,
        port: 0,
        clientSecret: secret,
      })
    })
    afterAll(() => uaa.close())

    it.each<[string, string, Record<string, string>, number]>([
      ['as it is', secret, {}, 200],
      ['encoded, with the header', encodeURIComponent(secret), { [ENCODED]: 'true' }, 200],
      ['encoded, without the header', encodeURIComponent(secret), {}, 401],
      [
        'encoded, with another value of the header',
        encodeURIComponent(secret),
        { [ENCODED]: 'no' },
        401,
      ],
      ['as it is, with the header', secret, { [ENCODED]: 'true' }, 401],
    ])('a secret %s', async (_name, sent, headers, status) => {
      const answer = await fetch(uaa.tokenUrl, {
        method: 'POST',
        headers: { ...headers, authorization: basic('successfactors', sent) },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
      expect(answer.status).toBe(status)
    })
  })

  it('takes credentials in the body, as the connector does when it is saved', async () => {
    const { clientId, secret } = sender()
    const body = `grant_type=client_credentials&client_id=${clientId}&client_secret=${secret}`
    expect((await post(bed.server.tokenUrl, body)).status).toBe(200)
  })

  it('gives tokens that look like XSUAA’s', async () => {
    const token = await bed.tokenOf('successfactors')
    const { xsappname, tenantid } = bed.server.xsuaaCredentials
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'RS256',
      typ: 'JWT',
      kid: expect.stringMatching(/^default-jwt-key-/),
    })
    const claims = decodeJwt(token)
    expect(claims).toMatchObject({
      iss: bed.server.tokenUrl,
      sub: 'successfactors',
      client_id: 'successfactors',
      cid: 'successfactors',
      azp: 'successfactors',
      grant_type: 'client_credentials',
      zid: tenantid,
      aud: ['uaa', xsappname, 'successfactors'],
      scope: ['uaa.resource', `${xsappname}.Ingest`],
      authorities: ['uaa.resource', `${xsappname}.Ingest`],
      jti: expect.any(String),
      ext_attr: { enhancer: 'XSUAA' },
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3_600)
  })

  it.each<[string, number, string, () => [string, string?]]>([
    [
      'a wrong secret',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials', basic('successfactors', 'wrong')],
    ],
    [
      'another client’s secret',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials', basic('operator', sender().secret)],
    ],
    [
      'an unknown client',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials', basic('nobody', 'x')],
    ],
    [
      'no secret',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials&client_id=successfactors'],
    ],
    ['no client', 400, 'invalid_request', () => ['grant_type=client_credentials']],
    [
      'a foreign scope',
      400,
      'invalid_scope',
      () => [
        'grant_type=client_credentials&scope=sf-event-receiver!t1.Operate',
        basic('successfactors', sender().secret),
      ],
    ],
    ['no grant type', 400, 'invalid_request', () => ['', basic('successfactors', sender().secret)]],
    [
      'another grant type',
      400,
      'unsupported_grant_type',
      () => ['grant_type=password', basic('successfactors', sender().secret)],
    ],
  ])('refuses %s', async (_name, status, error, call) => {
    const [body, authorization] = call()
    expect(await post(bed.server.tokenUrl, body, authorization)).toMatchObject({
      status,
      body: { error },
    })
  })
})
