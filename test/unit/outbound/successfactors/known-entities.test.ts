import { describe, expect, it } from '@jest/globals'
import { defineHandler, inForceOn, type Row } from '../../../../lib/handler.ts'
import type { SuccessFactors } from '../../../../lib/outbound/successfactors/successfactors.ts'
import { RejectError } from '../../../../lib/outcomes.ts'
import { anEvent, deliver } from '../../../../lib/testing.ts'

const slice = (startDate: number, department: string) => ({
  startDate: `/Date(${Date.UTC(startDate, 0, 1)})/`,
  seqNumber: '1',
  department,
})

/** The rows that a handler reads, and the calls that it made. */
async function reading<Result>(
  read: (reader: SuccessFactors) => Promise<Result>,
  results: readonly object[] = [],
) {
  let result: Result | undefined
  let error: unknown
  const handler = defineHandler({
    on: '*',
    async run(_event, { successfactors }) {
      result = await read(successfactors()).catch((thrown: unknown) => {
        error = thrown
        throw thrown
      })
    },
  })
  const answer = ({ path }: { path: string }) =>
    path.includes('(') ? { status: 404, body: GONE } : { status: 200, body: { d: { results } } }
  const event = anEvent({ type: 'com.example.Any' })
  const delivered = await deliver(handler, event, { destinations: { successfactors: answer } })
  return { ...delivered, result, error }
}

const GONE = { error: { code: 'NotFoundException' } }
/** As a caller without types, or with a value that is not there. */
const untyped = (keys: object) => keys as { userId: string; startDate: string; seqNumber: string }

describe('the key of a known entity', () => {
  it.each([
    [{ userId: '20001' }, 'got userId: add seqNumber, startDate, or'],
    [{ userId: '20001', startDate: '2026-01-01', seqNumber: null }, 'add seqNumber, or'],
    [{}, 'got none of them: add seqNumber, startDate, userId, or'],
  ])(
    'that is not whole is sent nowhere: what is missing is said, and no value',
    async (keys, said) => {
      const { error, outbound, outcome, attempts } = await reading((sf) => sf.empJob(untyped(keys)))
      expect(error).toBeInstanceOf(RejectError)
      expect(error).toMatchObject({ code: 'keys_missing', message: expect.stringContaining(said) })
      expect((error as Error).message).toContain('EmpJob (seqNumber, startDate, userId)')
      expect((error as Error).message).not.toContain('20001')
      expect(outbound).toEqual([])
      expect([outcome, attempts.length]).toEqual(['rejected', 1])
    },
  )
})

describe('a time line of some fields', () => {
  const rows = [slice(2027, 'Sales'), slice(2026, 'Logistics')]
  const inOrder = ['Logistics', 'Sales']
  const departments = (timeLine: readonly Row[] = []) =>
    timeLine.map(({ department }) => department)

  it('has what its slices are put in order and looked for by', async () => {
    const options = { select: ['department'] }
    const { result, outbound } = await reading(
      (sf) => sf.timeLine('EmpJob', { userId: 'E1' }, options),
      rows,
    )
    expect(outbound[0]?.query.$select).toBe('department,startDate,endDate,seqNumber')
    expect(departments(result)).toEqual(inOrder)
    expect(inForceOn('EmpJob', result ?? [], '2026-06-01')?.department).toBe('Logistics')
  })

  it('has the entity of an event as well, and reads only the requested fields', async () => {
    const keys = { userId: 'E1', startDate: '2026-05-01', seqNumber: '1' }
    const event = anEvent({ type: 'com.example.Any', entityType: 'EmpJob', keys })
    const { result, outbound } = await reading(
      (sf) => sf.entityOf(event, { select: ['department'] }),
      rows,
    )
    expect(outbound.map(({ query }) => query.$select)).toEqual([
      'department',
      'department,startDate,endDate,seqNumber',
    ])
    expect(departments(result?.timeLine)).toEqual(inOrder)
  })

  it('of an entity that is not known has the day that its event names, and nothing that is guessed', async () => {
    const keys = { externalCode: 'B1', effectiveStartDate: '2026-05-01' }
    const event = anEvent({ type: 'com.example.Any', entityType: 'cust_Bonus', keys })
    const { outbound } = await reading((sf) => sf.entityOf(event, { select: ['amount'] }), rows)
    expect(outbound[1]?.query.$select).toBe('amount,effectiveStartDate')
  })

  it('of everything names no fields', async () => {
    const { outbound } = await reading((sf) => sf.timeLine('EmpJob', { userId: 'E1' }), rows)
    expect(outbound[0]?.query.$select).toBeUndefined()
  })
})
