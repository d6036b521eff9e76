import { describe, expect, it } from '@jest/globals'
import { inForceOn } from '../../../../lib/handler.ts'
import { createDestination } from '../../../../lib/outbound/destinations/create-destination.ts'
import { answerOf, type CallOptions } from '../../../../lib/outbound/destinations/destination.ts'
import { createSuccessFactors } from '../../../../lib/outbound/successfactors/create-successfactors.ts'
import { equals, keyPath } from '../../../../lib/outbound/successfactors/literals.ts'
import { createRateLimitGate } from '../../../../lib/outbound/successfactors/rate-limit-gate.ts'
import { anEvent } from '../../../../lib/testing.ts'

interface Asked {
  readonly path: string
  readonly query: CallOptions['query']
}

/** A reader that notes what it asks, and what is answered to each. */
function reader(...answers: readonly [status: number, body: object][]) {
  const asked: Asked[] = []
  const left = [...answers]
  const source = {
    destination: (name: string) =>
      createDestination(name, async (_method, path, { query }) => {
        asked.push({ path: decodeURIComponent(path), query })
        const [status, body] = left.shift() ?? [200, { d: { results: [] } }]
        const headers = new Headers({ date: 'Thu, 15 Oct 2026 12:00:00 GMT' })
        return answerOf(status, headers, Buffer.from(JSON.stringify(body)))
      }),
  }
  const parts = {
    source,
    rateLimitGate: createRateLimitGate(),
    signal: new AbortController().signal,
  }
  return { sf: createSuccessFactors(parts), asked }
}

const WHOLE = { fromDate: '1900-01-01', toDate: '9999-12-31' }
const since = new Date('2026-10-15T10:00:00Z')
const gone: [number, object] = [404, { error: { code: 'NotFoundException' } }]

describe('an entity that is not known here', () => {
  it.each([
    ['FOBusinessUnit', { externalCode: 'BU1', startDate: '2027-01-01' }, 'startDate'],
    ['cust_Bonus', { externalCode: 'B1', effectiveStartDate: '2027-01-01' }, 'effectiveStartDate'],
    ['EmpWorkPermit', { userId: 'E1', issueDate: '2027-01-01T00:00:00' }, 'issueDate'],
    ['cust_Bonus', { externalCode: 'B1', cust_from: { day: '2027-01-01' } }, 'cust_from'],
  ])('%s has its days written as days', (entity, keys, name) => {
    const literal = "datetime'2027-01-01T00:00:00'"
    expect(decodeURIComponent(keyPath(entity, keys))).toContain(`${name}=${literal}`)
    expect(equals(entity, keys)).toContain(`${name} eq ${literal}`)
  })

  it('has texts and numbers written as they are', () => {
    const keys = { update: '2027-01-01', startDate: 'none', number: 7 }
    expect(decodeURIComponent(keyPath('cust_X', keys))).toBe(
      "/cust_X(update='2027-01-01',startDate='none',number=7)",
    )
    expect(() => keyPath('cust_X', { from: { day: 'soon' } })).toThrow(/expected a day/)
  })

  it.each([['FOBusinessUnit'], ['EmpWorkPermit'], ['cust_Bonus'], ['EmpJob']])(
    'shows the changes of %s over its whole time',
    async (entity) => {
      const { sf, asked } = reader()
      await sf.changes(entity, { since })
      expect(asked[0]?.query).toMatchObject(WHOLE)
    },
  )

  it('that is known as undated is asked for without days', async () => {
    const { sf, asked } = reader()
    await sf.changes('User', { since })
    expect(asked[0]?.query?.fromDate).toBeUndefined()
  })

  it('is read as of the day in its key, so that a slice to come is found', async () => {
    const { sf, asked } = reader()
    await sf.get('cust_Bonus', { externalCode: 'B1', effectiveStartDate: '2027-01-01T00:00:00' })
    await sf.get('FODivision', { externalCode: 'D1', startDate: { day: '2027-01-01' } })
    expect(asked.map(({ query }) => query?.asOfDate)).toEqual(['2027-01-01', '2027-01-01'])
  })

  it('has a time line behind an event whose day has moved', async () => {
    const slice = (day: string) => ({ externalCode: 'B1', effectiveStartDate: day })
    const results = [slice('2027-01-01'), slice('2026-01-01')]
    const { sf, asked } = reader(gone, [200, { d: { results } }])
    const keys = { externalCode: 'B1', effectiveStartDate: '2026-06-01' }
    const event = anEvent({ type: 'com.example.Bonus', entityType: 'cust_Bonus', keys })
    const { row, timeLine } = await sf.entityOf(event)
    expect(row).toBeNull()
    expect(timeLine.map(({ effectiveStartDate }) => effectiveStartDate)).toEqual([
      '2026-01-01',
      '2027-01-01',
    ])
    expect(asked[1]?.query).toMatchObject({ ...WHOLE, $filter: "externalCode eq 'B1'" })
    expect(inForceOn('cust_Bonus', timeLine, '2026-12-31')).toEqual(slice('2026-01-01'))
  })

  it('of a customer comes into force by the field of its kind', async () => {
    const { sf, asked } = reader()
    await sf.comingIntoForce('cust_Bonus', { from: '2026-10-15', to: '2026-10-16' })
    await sf.comingIntoForce('FOBusinessUnit', { from: '2026-10-15', to: '2026-10-16' })
    expect(asked.map(({ query }) => String(query?.$filter).split(' ')[0])).toEqual([
      '(effectiveStartDate',
      '(startDate',
    ])
  })
})
