import { describe, expect, it } from '@jest/globals'
import { callAddress } from '../../../../lib/outbound/destinations/call-request.ts'
import { readRetryAfter } from '../../../../lib/outbound/destinations/destination-error.ts'

const address = (path: string, base = 'https://api55.example.com/odata/v2') =>
  callAddress('sf', base, path).href

describe('the address of a call', () => {
  it('is that of the destination and the path behind it', () => {
    expect(address('/User')).toBe('https://api55.example.com/odata/v2/User')
    expect(address('')).toBe('https://api55.example.com/odata/v2')
    expect(address('?$top=1', 'https://h.example/a/')).toBe('https://h.example/a?$top=1')
    expect(address('//x', 'https://h.example')).toBe('https://h.example//x')
  })

  it('takes the default port, written out, for the same origin (SuccessFactors links have it)', () => {
    expect(address('https://api55.example.com:443/odata/v2/User?$skiptoken=1')).toBe(
      'https://api55.example.com/odata/v2/User?$skiptoken=1',
    )
    expect(() => address('https://api55.example.com:8443/odata/v2/User')).toThrow(/within/)
    expect(() => address('http://api55.example.com/odata/v2/User')).toThrow(/within/)
  })

  it('is never one beside the destination of the same host', () => {
    expect(() => address('/../v4/User')).toThrow(/within/)
    expect(() => address('https://api55.example.com/odata/v2x')).toThrow(/within/)
  })
})

describe('Retry-After', () => {
  it.each([
    ['300', 300_000],
    ['Thu, 01 Jan 1970 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 1969 23:00:00 GMT', 0],
    ['99999999999', 86_400_000],
    ['soon', null],
  ])('%s is %s ms', (text, pauseMs) => {
    expect(readRetryAfter(new Headers({ 'retry-after': text }), 0)).toBe(pauseMs)
  })
})
