import { describe, expect, it } from '@jest/globals'
import { readCallers } from '../../../lib/config/callers.ts'

const PATHS = ['/http/a', '/cxf/b']
const read = (value: unknown) => readCallers(JSON.stringify(value), PATHS)

describe('readCallers', () => {
  it('reads nothing where nothing is set', () => {
    expect(readCallers(undefined, PATHS)).toEqual({ callers: [], mistakes: [] })
  })

  it('reads every rule of a caller', () => {
    const entry = {
      client: 'sb-sf!t1',
      issuer: 'https://a.example',
      name: 'SuccessFactors P',
      company: 'ACME',
      paths: ['/cxf/b'],
      type: 'com.example.Moved',
      places: { events: 'a.b[*]', id: 'uid' },
      answer: { json: { id: '{{messageId}}' } },
      undecodable: 'accept',
    }
    expect(read([entry, { client: 'other' }])).toEqual({
      mistakes: [],
      callers: [
        {
          clientId: 'sb-sf!t1',
          issuer: 'https://a.example',
          name: 'SuccessFactors P',
          company: 'ACME',
          paths: ['/cxf/b'],
          type: 'com.example.Moved',
          places: { events: ['a', 'b', '[*]'], id: ['uid'] },
          answer: { json: { id: '{{messageId}}' } },
          undecodable: 'accept',
        },
        {
          clientId: 'other',
          issuer: null,
          name: null,
          company: null,
          paths: null,
          type: null,
          places: null,
          answer: null,
          undecodable: 'fault',
        },
      ],
    })
  })

  it.each<[string, unknown, RegExp]>([
    ['no list', {}, /^CALLERS: /],
    ['no client', [{ name: 'x' }], /^CALLERS\[0\]\.client: /],
    ['a client with spaces', [{ client: 'a b' }], /^CALLERS\[0\]\.client: /],
    ['a company that no address can hold', [{ client: 'a', company: 'A/B' }], /\.company: /],
    ['a path that takes no events', [{ client: 'a', paths: ['/x'] }], /^CALLERS\[0\]\.paths: /],
    ['a client twice', [{ client: 'a' }, { client: 'a' }], /^CALLERS\[1\]: /],
    ['an unknown field', [{ client: 'a', compny: 'x' }], /^CALLERS\[0\]: /],
    [
      'a place of another form',
      [{ client: 'a', places: { events: '$..a' } }],
      /\.places\.events: /,
    ],
    [
      'an unknown placeholder',
      [{ client: 'a', answer: { xml: '<a>{{userId}}</a>' } }],
      /\.answer: /,
    ],
    ['unknown manners', [{ client: 'a', undecodable: 'ignore' }], /\.undecodable: /],
  ])('names the place of the mistake: %s', (_name, value, place) => {
    expect(read(value).mistakes).toEqual([expect.stringMatching(place)])
  })

  it('does not read what is no JSON', () => {
    expect(readCallers('[', PATHS).mistakes).toHaveLength(1)
  })
})
