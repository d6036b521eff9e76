import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { DomainEvent, NamedValue } from '../../../lib/events/event.ts'
import { identityOf } from '../../../lib/events/identity.ts'
import { someEvent } from './some-event.ts'

const source = {
  scope: 'acme',
  bodyHash: () => createHash('sha256').update('body').digest('hex'),
  place: 0,
  lane: null as { kind: 'userId' | 'event'; key: string } | null,
  caller: 'issuer client',
}
const event = someEvent({
  eventId: 'e-1',
  type: 'T',
  entityType: 'EmpJob',
  effectiveStartDate: { sent: '2025-07-01', iso: '2025-07-01' },
  keys: [
    { name: 'userId', value: 'u' },
    { name: 'seqNumber', value: '1' },
  ],
  params: [{ name: 'p', value: 'q' }],
})

const idOf = (given: Partial<DomainEvent>, from: Partial<typeof source> = {}) =>
  identityOf({ ...event, ...given }, { ...source, ...from }).id
const contentOf = (given: Partial<DomainEvent>) =>
  identityOf({ ...event, ...given }, source).content

describe('identity with an event id', () => {
  test('is scope, type and id, and nothing else', () => {
    const other = { entityType: 'X', keys: [], params: [], repost: 'true', publishedBy: 'y' }
    expect(identityOf(event, source).kind).toBe('event-id')
    expect(idOf(other, { place: 3, bodyHash: () => 'another' })).toBe(idOf({}))
  })

  test('differs by scope, type and id, however the parts are cut', () => {
    const ids = [
      idOf({}),
      idOf({}, { scope: 'acme2' }),
      idOf({ type: 'T2' }),
      idOf({ type: null }),
      idOf({ type: '' }),
      idOf({ type: 'null' }),
      idOf({ eventId: 'e-2' }),
      idOf({ type: 'Te', eventId: '-1' }),
      idOf({ type: 'T","e', eventId: '-1' }),
      idOf({ eventId: 'E-1' }),
      idOf({ eventId: 'e-1 ' }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('is SHA-256 in hex', () => {
    const { id, content } = identityOf(event, source)
    expect([id, content].map((hex) => /^[0-9a-f]{64}$/.test(hex))).toEqual([true, true])
  })
})

describe('identity without an event id', () => {
  test.each([null, '', ' \n'])('%j: scope, type, body and place', (eventId) => {
    expect(identityOf({ ...event, eventId }, source).kind).toBe('body')
    const ids = [
      idOf({ eventId }),
      idOf({ eventId }, { place: 1 }),
      idOf({ eventId }, { scope: 'other' }),
      idOf({ eventId }, { bodyHash: () => 'another' }),
      // JSON says it in the address: the same body is two events for two types.
      idOf({ eventId, type: 'another' }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('content', () => {
  test('is entity, keys, params and effective date', () => {
    const contents = [
      contentOf({}),
      contentOf({ entityType: 'Other' }),
      contentOf({ entityType: null }),
      contentOf({ effectiveStartDate: { sent: '2025-07-02', iso: '2025-07-02' } }),
      contentOf({ effectiveStartDate: null }),
      contentOf({ effectiveStartDate: { sent: '', iso: null } }),
      contentOf({ keys: [] }),
      contentOf({ keys: event.params, params: event.keys }),
      contentOf({ params: [{ name: 'pq', value: '' }] }),
      contentOf({ params: [...event.params, ...event.params] }),
      contentOf({ more: [{ name: 'm', value: '1' }] }),
      contentOf({ more: [{ name: 'm', value: '2' }] }),
      contentOf({ payload: '<a>1</a>' }),
      contentOf({ payload: '<a>2</a>' }),
    ]
    expect(new Set(contents).size).toBe(contents.length)
  })

  test('is not id, type, publisher, times or repost', () => {
    const same: Partial<DomainEvent> = {
      eventId: 'x',
      type: 'y',
      publishedAt: { sent: '1', iso: null },
      publishedBy: 'z',
      repost: 'true',
      effective: 'past',
    }
    expect(contentOf(same)).toBe(contentOf({}))
  })

  test('is not a payload that is the event itself', () => {
    const json = (payload: string) =>
      identityOf({ ...event, payload }, { ...source, lane: { kind: 'userId', key: 'u' } }).content
    expect(json('{"publishedAt":"1"}')).toBe(json('{"publishedAt":"2"}'))
  })

  test('does not depend on the order of keys and params', () => {
    const named: fc.Arbitrary<NamedValue> = fc.record({ name: fc.string(), value: fc.string() })
    const shuffled = fc
      .array(named, { maxLength: 6 })
      .chain((values) =>
        fc.tuple(
          fc.constant(values),
          fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
        ),
      )
    fc.assert(
      fc.property(shuffled, shuffled, ([keys, otherKeys], [params, otherParams]) => {
        expect(contentOf({ keys: otherKeys, params: otherParams })).toBe(
          contentOf({ keys, params }),
        )
      }),
    )
  })
})

describe('identity of a record without an id', () => {
  const record = { ...event, eventId: null, publishedAt: null }
  const lane = { kind: 'userId', key: 'u' } as const
  const identify = (given: Partial<DomainEvent>, from: Partial<typeof source> = {}) =>
    identityOf({ ...record, ...given }, { ...source, lane, ...from })

  test('is its lane, whatever its type, place and body', () => {
    const { id, kind } = identify({})
    expect(kind).toBe('latest')
    expect(identify({ type: 'U' }, { place: 3, bodyHash: () => 'x', caller: 'other' }).id).toBe(id)
    expect(identify({}, { lane: { kind: 'userId', key: 'v' } }).id).not.toBe(id)
    expect(identify({}, { scope: 'other' }).id).not.toBe(id)
    expect(identify({ type: 'U' }).content).not.toBe(identify({}).content)
  })

  test('without a key is caller and type', () => {
    const nobody = { kind: 'event', key: '' } as const
    const { id } = identify({}, { lane: nobody })
    expect(identify({ keys: [] }, { lane: nobody, place: 2 }).id).toBe(id)
    expect(identify({ type: 'U' }, { lane: nobody }).id).not.toBe(id)
    expect(identify({}, { lane: nobody, caller: 'other' }).id).not.toBe(id)
  })

  test('with a time of publication is the body', () => {
    expect(identify({ publishedAt: { sent: '1', iso: null } }).kind).toBe('body')
  })
})
