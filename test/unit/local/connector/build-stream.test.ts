import { describe, expect, it } from '@jest/globals'
import { decodeMessage } from '../../../../lib/events/decode-message.ts'
import type { DomainEvent } from '../../../../lib/events/event.ts'
import { buildStream } from '../../../../lib/local/connector/build-stream.ts'
import type { PlannedCall, PlannedEvent } from '../../../../lib/local/connector/planned-call.ts'

const NOW = Date.UTC(2026, 10, 23, 8)
const SEEDS = [0, 1, 7, 4_294_967_295]
const stream = (seed: number, count = 200) => buildStream({ count, seed, now: NOW })
const decode = ({ body, contentType, query }: PlannedCall) =>
  decodeMessage(Buffer.from(body), {
    contentType,
    typeHint: new URLSearchParams(query).get('type'),
  })
const pairs = (list: PlannedEvent['keys']) => list.map(([name, value]) => ({ name, value }))
const isSoap = ({ contentType }: PlannedCall) => contentType.startsWith('text/xml')

describe('a stream', () => {
  it.each(SEEDS)('decodes to what was planned, seed %i', (seed) => {
    for (const call of stream(seed).filter(({ expect: wanted }) => wanted === 'accepted')) {
      const message = decode(call)
      expect(message.events).toHaveLength(call.events.length)
      call.events.forEach((planned, index) => {
        expect(message.events[index]).toMatchObject(
          isSoap(call) ? soapForm(planned) : jsonForm(planned),
        )
      })
    }
  })

  it.each(SEEDS)('holds everything that a receiver has to cope with, seed %i', (seed) => {
    const calls = stream(seed)
    const count = (wanted: PlannedCall['expect']) =>
      calls.filter((call) => call.expect === wanted).length
    expect(calls).toHaveLength(200)
    expect(count('refused')).toBe(1)
    expect(count('undecodable')).toBe(1)
    expect(count('duplicate')).toBeGreaterThanOrEqual(5)
    expect(calls.filter(({ token }) => token === 'altered')).toHaveLength(1)
    expect(calls.filter((call) => !isSoap(call))).toHaveLength(1)

    const accepted = calls.filter((call) => call.expect === 'accepted' && isSoap(call))
    const contracts = new Set(accepted.map((call) => decode(call).contract))
    expect(contracts).toEqual(new Set(['v1', 'v2']))
    const bodies = accepted.map(({ body }) => body)
    for (const text of ['<S:', '<soap:', '<soapenv:', '<ns2:', '<ns3:', '<ns5:', '<ns7:']) {
      expect(bodies.filter((body) => body.includes(text)).length).toBeGreaterThan(5)
    }
    const events = accepted.flatMap((call) => call.events)
    expect(accepted.filter((call) => call.events.length > 1).length).toBeGreaterThan(5)
    expect(events.filter(({ effective }) => effective === 'future').length).toBeGreaterThan(5)
    expect(events.filter(({ type }) => type.includes('SpotAward')).length).toBeGreaterThan(2)
    expect(events.filter(({ account }) => account === 'refused')).toHaveLength(2)
    expect(events.filter(({ account }) => account === 'behind')).toHaveLength(1)
  })

  it('has a body that is no message and says so', () => {
    const call = stream(1).find(({ expect: wanted }) => wanted === 'undecodable')
    expect(() => decode(call as PlannedCall)).toThrow(
      expect.objectContaining({ code: 'not_an_external_event' }),
    )
  })

  it.each(SEEDS)('repeats what was sent before, seed %i', (seed) => {
    const known = new Map<string | null, DomainEvent>()
    for (const call of stream(seed).filter(isSoap)) {
      if (call.expect === 'refused' || call.expect === 'undecodable') continue
      for (const event of decode(call).events) {
        if (call.expect === 'duplicate') expect(event).toEqual(known.get(event.eventId))
        else expect(known.has(event.eventId)).toBe(false)
        known.set(event.eventId, event)
      }
    }
  })

  it.each(SEEDS)('has no event of a person before the hire, seed %i', (seed) => {
    const employed = new Set<string>()
    for (const event of stream(seed).flatMap((call) => call.events)) {
      if (event.account !== 'changed' || event.type.includes('SpotAward')) continue
      if (/\.(Hire|ReHire)$/.test(event.type)) {
        expect(employed.has(event.person)).toBe(false)
        employed.add(event.person)
      } else expect(employed.has(event.person)).toBe(true)
      if (event.type.endsWith('.Termination')) employed.delete(event.person)
    }
  })

  it('is the same for the same seed, and has other people and ids for another', () => {
    expect(stream(3)).toEqual(stream(3))
    const ids = (seed: number) =>
      stream(seed).flatMap((call) =>
        call.events.flatMap(({ eventId, person }) => [eventId, person]),
      )
    const others = new Set(ids(4))
    expect(ids(3).filter((id) => others.has(id))).toEqual([])
  })

  it('can be short, but not too short for all of it', () => {
    expect(stream(1, 20)).toHaveLength(20)
    expect(() => stream(1, 19)).toThrow(RangeError)
    expect(() => stream(1, Number.NaN)).toThrow(RangeError)
  })
})

function soapForm(planned: PlannedEvent): Partial<DomainEvent> {
  return {
    eventId: planned.eventId,
    type: planned.type,
    entityType: planned.entityType,
    effective: planned.effective,
    effectiveStartDate: { sent: planned.startDate, iso: planned.startDate },
    publishedAt: {
      sent: String(planned.publishedAt),
      iso: new Date(planned.publishedAt).toISOString(),
    },
    keys: pairs(planned.keys),
    params: pairs(planned.params),
    more: expect.any(Array) as unknown as DomainEvent['more'],
  }
}

/** Integration Center sends no event id, and all that was mapped on one level. */
function jsonForm(planned: PlannedEvent): Partial<DomainEvent> {
  return {
    eventId: null,
    type: planned.type,
    keys: pairs([...planned.keys, ...planned.params]),
  }
}
