import { describe, expect, it } from '@jest/globals'
import { basicHeaders, basicReaderAt } from '../../../lib/http/basic-headers.ts'

const ID = 'sb-app!b123|it-rt-acme!b456'
const SECRET = '1f2e3d4c-0000-4000-8000-aabbccddeeff$Ab_cD-12+/Zz=='

const pairIn = (headers: Readonly<Record<string, string>>) =>
  Buffer.from(headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString()

describe('Basic headers', () => {
  it('for a UAA are encoded, and say so', () => {
    const headers = basicHeaders('uaa', ID, SECRET)
    expect(headers['x-cf-encoded-credentials']).toBe('true')
    const pair = pairIn(headers)
    expect(pair).toMatch(/^[^:+%/=$|]*(%[0-9A-F]{2}[^:+/=$|]*)*:[^:+/=$|]+$/)
    expect(pair.split(':').map(decodeURIComponent)).toEqual([ID, SECRET])
  })

  it('for Cloud Identity are encoded', () => {
    const headers = basicHeaders('encoded', ID, SECRET)
    expect(Object.keys(headers)).toEqual(['authorization'])
    expect(pairIn(headers).split(':').map(decodeURIComponent)).toEqual([ID, SECRET])
  })

  it('for any other server hold both parts as they are', () => {
    const headers = basicHeaders('plain', ID, `${SECRET}:%41 ü`)
    expect(Object.keys(headers)).toEqual(['authorization'])
    expect(pairIn(headers)).toBe(`${ID}:${SECRET}:%41 ü`)
  })

  it('refuse a name that RFC 7617 would cut', () => {
    expect(() => basicHeaders('plain', 'a:b', SECRET)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
    expect(pairIn(basicHeaders('uaa', 'a:b', 'c'))).toBe('a%3Ab:c')
  })

  it.each([
    ['https://acme.authentication.eu10.hana.ondemand.com/oauth/token', 'uaa'],
    ['https://acme.authentication.cert.us10-001.hana.ondemand.com/oauth/token', 'uaa'],
    ['https://acme.authentication.cn40.platform.sapcloud.cn/oauth/token', 'uaa'],
    ['https://acme.authentication.eu10.hana.ondemand.com.evil.example/oauth/token', 'plain'],
    ['https://evil.example/acme.authentication.eu10.hana.ondemand.com', 'plain'],
    ['https://acme.accounts.ondemand.com/oauth2/token', 'encoded'],
    ['https://acme.accounts400.cloud.sap/oauth2/token', 'encoded'],
    ['https://acme.accounts.ondemand.com.evil.example/oauth2/token', 'plain'],
    ['https://oauthasservices-acme.eu1.hana.ondemand.com/oauth2/api/v1/token', 'plain'],
  ])('find the reader of %s: %s', (address, reader) => {
    expect(basicReaderAt(address)).toBe(reader)
  })
})
