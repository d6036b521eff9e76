import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { inForceOn } from '../../lib/handler.ts'
import {
  type LocalOData,
  type ODataTrouble,
  startLocalOData,
} from '../../lib/local/successfactors-odata/local-odata.ts'
import type { StoredRow, StoredRows } from '../../lib/local/successfactors-odata/stored-rows.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import type { CallOptions, DestinationSource } from '../../lib/outbound/destinations/destination.ts'
import { createSuccessFactors } from '../../lib/outbound/successfactors/create-successfactors.ts'
import { createRateLimitGate } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import type { Row } from '../../lib/outbound/successfactors/rows.ts'
import type { SuccessFactors } from '../../lib/outbound/successfactors/successfactors.ts'
import { anEvent } from '../../lib/testing.ts'

const NOW = new Date('2026-10-15T12:00:00Z')
const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'

const job = (userId: string, startDate: string, endDate: string, more: StoredRow = {}) => ({
  ...{ userId, startDate, endDate, seqNumber: '1' },
  lastModifiedDateTime: '2026-01-01T00:00:00Z',
  ...more,
})

/** What a call was, beside its address. */
interface Asked {
  readonly path: string
  readonly options: CallOptions
}

describe('SuccessFactors behind an event', () => {
  let odata: LocalOData
  let rows: StoredRows
  let hidden: Set<unknown>
  let troubles: ODataTrouble[]
  let asked: Asked[]
  let waits: number[]
  let sf: SuccessFactors

  beforeEach(async () => {
    rows = {}
    hidden = new Set()
    troubles = []
    asked = []
    waits = []
    odata = await startLocalOData({
      port: 0,
      rows: () => rows,
      isSeen: (row) => !hidden.has(row.userId),
      trouble: () => troubles.shift() ?? null,
      now: () => NOW,
    })
    sf = reader()
  })
  afterEach(() => odata.close())

  /** Waits for nothing: its clock goes on instead. */
  function rateLimitGateOnAClock() {
    let ahead = 0
    return createRateLimitGate({
      now: () => Date.now() + ahead,
      async wait(ms) {
        waits.push(ms)
        ahead += ms
      },
    })
  }

  function reader(rateLimitGate = rateLimitGateOnAClock()) {
    const named = new Map([
      ['successfactors', { url: odata.url, login: { kind: 'none' } as const }],
    ])
    const own = createDestinations({ named, bound: false })
    const source: DestinationSource = {
      destination(name) {
        const destination = own.destination(name)
        return {
          ...destination,
          get(path, options = {}) {
            asked.push({ path, options })
            return destination.get(path, options)
          },
        }
      },
    }
    return createSuccessFactors({ source, rateLimitGate, signal: new AbortController().signal })
  }

  const event = (keys: Record<string, string>, more = {}) =>
    anEvent({ type: HIRE, entityType: 'EmpJob', keys, ...more })
  async function all(found: AsyncIterable<Row>): Promise<Row[]> {
    const rowsOfAll: Row[] = []
    for await (const row of found) rowsOfAll.push(row)
    return rowsOfAll
  }
  const failureOf = (call: Promise<unknown>) =>
    call.then(
      () => null,
      (error: unknown) => error,
    )

  it('gives the row with the keys of the event, its dates readable', async () => {
    const stamp = { lastModifiedDateTime: '2026-10-01T08:02:11Z', manager: { userId: 'E1' } }
    rows = { EmpJob: [job("O'Neil/7", '2026-01-01', '9999-12-31', stamp)] }
    const { row, timeLine } = await sf.entityOf(
      event({ userId: "O'Neil/7", startDate: '2026-01-01T00:00:00', seqNumber: '1' }),
    )
    expect(row).toEqual({
      userId: "O'Neil/7",
      startDate: '2026-01-01',
      endDate: '9999-12-31',
      seqNumber: '1',
      lastModifiedDateTime: '2026-10-01T08:02:11.000Z',
    })
    expect(timeLine).toEqual([])
  })

  it('gives PerPerson and User by their keys, with what is expanded', async () => {
    rows = {
      PerPerson: [{ personIdExternal: 'P1', emailNav: [{ emailAddress: 'a@example.com' }] }],
      User: [{ userId: 'U1', status: 'f' }],
    }
    expect(await sf.perPerson('P1', { expand: ['emailNav'] })).toEqual({
      personIdExternal: 'P1',
      emailNav: [{ emailAddress: 'a@example.com' }],
    })
    expect(await sf.perPerson('P1')).toEqual({ personIdExternal: 'P1' })
    expect(await sf.user('U1', { select: ['status'] })).toEqual({ status: 'f' })
    expect(await sf.user('U2')).toBeNull()
  })

  it('fact 1: a filter by stamp is none of rows; changed slices of any time are found, no others', async () => {
    const changed = { lastModifiedDateTime: '2026-10-15T11:00:00Z' }
    rows = {
      EmpJob: [
        job('E1', '2020-01-01', '2026-12-31'),
        job('E1', '2027-01-01', '9999-12-31', changed),
        job('E2', '2020-01-01', '2021-12-31', changed),
        job('E2', '2022-01-01', '9999-12-31'),
      ],
    }
    const { rows: found } = await sf.changes('EmpJob', { since: new Date('2026-10-15T10:00:00Z') })
    expect(found.map(({ userId, startDate }) => [userId, startDate])).toEqual([
      ['E1', '2027-01-01'],
      ['E2', '2020-01-01'],
    ])
    // What it would be without the time line: the slice of today, which did not change.
    const filter = "lastModifiedDateTime ge datetimeoffset'2026-10-15T10:00:00Z'"
    const plain = await all(sf.query('EmpJob', { filter }))
    expect(plain.map(({ startDate }) => startDate)).toEqual(['2020-01-01', '2022-01-01'])
  })

  it('fact 2: only the lower bound is sent; each row is judged by its own stamp', async () => {
    rows = {
      EmpJob: [
        job('E1', '2020-01-01', '2020-12-31', { lastModifiedDateTime: '2026-10-14T00:00:00Z' }),
        job('E1', '2021-01-01', '9999-12-31', { lastModifiedDateTime: '2026-10-15T11:55:00Z' }),
      ],
    }
    const { rows: found } = await sf.changes('EmpJob', { since: new Date('2026-10-15T10:00:00Z') })
    expect(found).toEqual([])
    expect(asked[0]?.options.query).toMatchObject({
      $filter: "(lastModifiedDateTime ge datetimeoffset'2026-10-15T09:30:00Z')",
      fromDate: '1900-01-01',
      toDate: '9999-12-31',
      paging: 'snapshot',
    })
  })

  it('fact 3: stamps appear late: windows overlap and end before SuccessFactors’ clock', async () => {
    const since = new Date('2026-10-15T11:00:00Z')
    const late = job('E1', '2026-01-01', '9999-12-31', {
      lastModifiedDateTime: '2026-10-15T10:40:00Z',
    })
    rows = { EmpJob: [late] }
    const { rows: found, until } = await sf.changes('EmpJob', { since })
    expect(found).toHaveLength(1)
    expect(until.toISOString()).toBe('2026-10-15T11:45:00.000Z')
    const again = await sf.changes('EmpJob', { since: new Date('2026-10-15T11:50:00Z') })
    expect(again.until.toISOString()).toBe('2026-10-15T11:50:00.000Z')
  })

  it('fact 4: slices that come into force are found by their day, since no stamp tells of it', async () => {
    rows = {
      EmpJob: [
        job('E1', '2020-01-01', '2026-10-14'),
        job('E1', '2026-10-15', '2026-10-15'),
        job('E1', '2026-10-16', '9999-12-31'),
      ],
    }
    const found = await sf.comingIntoForce('EmpJob', { from: '2026-10-15', to: '2026-10-16' })
    expect(found.map(({ startDate }) => startDate)).toEqual(['2026-10-15'])
  })

  it('fact 5: a row that is gone leaves no mark: the time line says what there is instead', async () => {
    rows = {
      EmpJob: [
        job('E1', '2026-05-01', '9999-12-31'),
        job('E1', '2020-01-01', '2026-04-30'),
        job('E1', '2026-05-01', '9999-12-31', { seqNumber: '2' }),
        job('E2', '2020-01-01', '9999-12-31'),
      ],
    }
    const moved = { userId: 'E1', startDate: '2026-04-01', seqNumber: '1' }
    const { row, timeLine } = await sf.entityOf(event(moved))
    expect(row).toBeNull()
    expect(timeLine.map(({ startDate, seqNumber }) => [startDate, seqNumber])).toEqual([
      ['2020-01-01', '1'],
      ['2026-05-01', '1'],
      ['2026-05-01', '2'],
    ])
    expect(inForceOn('EmpJob', timeLine, '2026-06-01')?.seqNumber).toBe('2')
    // A termination may come without its day.
    const { timeLine: same } = await sf.entityOf(event({ userId: 'E1', seqNumber: '1' }))
    expect(same).toHaveLength(3)
    // A day that cannot be read counts as missing.
    const unreadable = { userId: 'E1', startDate: '12/01/2026', seqNumber: '1' }
    expect((await sf.entityOf(event(unreadable))).timeLine).toHaveLength(3)
  })

  it('fact 6: users of every status are found, unless the filter speaks of it', async () => {
    rows = { User: ['t', 'f', 'e'].map((status) => ({ userId: `U-${status}`, status, city: 'X' })) }
    expect(await all(sf.query('User'))).toHaveLength(3)
    expect(await all(sf.query('User', { filter: "city eq 'X'" }))).toHaveLength(3)
    expect(await all(sf.query('User', { where: { status: 'f' } }))).toHaveLength(1)
  })

  it('fact 7: what the technical user may not see is absent: nothing at all, and no error', async () => {
    rows = { EmpJob: [job('E1', '2026-01-01', '9999-12-31')] }
    hidden.add('E1')
    const keys = { userId: 'E1', startDate: '2026-01-01', seqNumber: '1' }
    expect(await sf.entityOf(event(keys))).toEqual({ entity: 'EmpJob', row: null, timeLine: [] })
  })

  it('fact 8: a position is read by its code over all time, not by the day in its event', async () => {
    const position = (from: string, to: string) => ({
      ...{ code: '3000', effectiveStartDate: from, effectiveEndDate: to },
    })
    rows = {
      Position: [position('2026-06-01', '9999-12-31'), position('2020-01-01', '2026-05-31')],
    }
    const wrong = anEvent({
      type: HIRE,
      entityType: 'Position',
      keys: { code: '3000', effectiveStartDate: '2026-06-01' },
    })
    const { row, timeLine } = await sf.entityOf(wrong)
    expect(row).toBeNull()
    expect(timeLine.map(({ effectiveStartDate }) => effectiveStartDate)).toEqual([
      '2020-01-01',
      '2026-06-01',
    ])
    expect(inForceOn('Position', timeLine, '2026-01-01')?.effectiveStartDate).toBe('2020-01-01')
  })

  it('fact 9: the login is the destination’s; what it is refused is nobody’s fault but its own', async () => {
    await sf.user('U1')
    const names = Object.keys(asked[0]?.options.headers ?? {})
    expect(names).not.toContain('authorization')
    const body =
      '{"error":{"code":"x","message":{"value":"[LGN0022] The access token is expired"}}}'
    troubles = [{ status: 401, body }]
    expect(await failureOf(sf.user('U1'))).toMatchObject({
      name: 'TargetUnavailableError',
      message: '"successfactors" refused the login: LGN0022, http_401',
    })
  })

  it('fact 10: 429 is waited for as long as it says, together, and then asked again', async () => {
    rows = { User: [{ userId: 'U1', status: 't' }] }
    troubles = [{ status: 429, headers: { 'retry-after': '2' } }]
    expect(await sf.user('U1')).not.toBeNull()
    expect(waits).toHaveLength(1)
    expect(waits[0]).toBeGreaterThan(1_000)
    expect(asked).toHaveLength(2)
  })

  it('fact 10: a long pause ends the attempt, and those of others before they ask', async () => {
    const rateLimitGate = createRateLimitGate()
    troubles = [{ status: 429 }]
    const first = await failureOf(reader(rateLimitGate).user('U1'))
    expect(first).toMatchObject({ name: 'RateLimited' })
    expect((first as { pauseMs: number }).pauseMs).toBeGreaterThan(290_000)
    expect(await failureOf(reader(rateLimitGate).user('U2'))).toMatchObject({ name: 'RateLimited' })
    expect(asked).toHaveLength(1)
  })

  it('leaves an outage without a pause to the circuit', async () => {
    troubles = [{ status: 503, body: '<html>maintenance</html>' }]
    expect(await failureOf(sf.user('U1'))).toMatchObject({ name: 'DestinationError', status: 503 })
  })

  it('finds a slice to come, which is not there as of today', async () => {
    rows = { EmpJob: [job('E1', '2027-01-01', '9999-12-31')] }
    const keys = { userId: 'E1', startDate: '2027-01-01', seqNumber: 1 }
    expect(await sf.empJob(keys)).toMatchObject({ startDate: '2027-01-01' })
    expect(asked[0]?.options.query).toMatchObject({ asOfDate: '2027-01-01' })
    const person = anEvent({
      type: HIRE,
      entityType: 'PerPerson',
      keys: { personIdExternal: 'P1' },
      effectiveStartDate: '2027-01-01',
    })
    await sf.entityOf(person)
    expect(asked.at(-1)?.options.query).toMatchObject({ asOfDate: '2027-01-01' })
  })

  it('follows pages as they are linked, in one session', async () => {
    rows = { User: Array.from({ length: 5 }, (_, n) => ({ userId: `U${n}`, status: 't' })) }
    const found = await all(sf.query('User', { pageSize: 2, paging: 'snapshot' }))
    expect(found.map(({ userId }) => userId)).toEqual(['U0', 'U1', 'U2', 'U3', 'U4'])
    expect(
      asked
        .slice(1)
        .map(({ path }) => path.includes('$skiptoken=') || path.includes('%24skiptoken=')),
    ).toEqual([true, true])
    expect(asked.map(({ options }) => options.headers?.cookie)).toEqual([
      undefined,
      'JSESSIONID=s1',
      'JSESSIONID=s1',
    ])
  })

  it('does not follow a page to another host', async () => {
    const body = '{"d":{"results":[],"__next":"https://attacker.example/odata/v2/User"}}'
    troubles = [{ status: 200, body }]
    expect(await failureOf(all(sf.query('User')))).toMatchObject({ code: 'destination_invalid' })
  })

  it('tells a wrong query, which stays wrong, from a row that is gone', async () => {
    rows = { User: [{ userId: 'U1', status: 't' }] }
    expect(await failureOf(sf.user('U1', { select: ['nope'] }))).toMatchObject({
      name: 'RejectError',
      message: '"successfactors" cannot answer this query: COE_PROPERTY_NOT_FOUND, http_400',
    })
    expect(await failureOf(sf.get('Unknown', { code: 'x' }))).toMatchObject({
      name: 'RejectError',
      message: '"successfactors" cannot answer this query: COE_ENTITY_NOT_FOUND, http_404',
    })
    troubles = [{ status: 404, body: '<html>no such page</html>' }]
    expect(await failureOf(sf.user('U1'))).toMatchObject({ name: 'DestinationError', status: 404 })
  })

  it('refuses what SuccessFactors would take for something else, and repeats no value', async () => {
    const both = { asOfDate: '2026-01-01', fromDate: '2026-01-01' }
    expect(await failureOf(all(sf.query('EmpJob', both)))).toMatchObject({ name: 'RangeError' })
    const keys = { userId: 'E1', startDate: '01/02/2026', seqNumber: '1' }
    const error = (await failureOf(sf.empJob(keys))) as Error
    expect(error.message).toBe('expected a day such as 2026-01-31 as startDate')
    const application = { ...event({ applicationId: 'x' }), entityType: 'JobApplication' }
    expect(await failureOf(sf.entityOf(application))).toMatchObject({ name: 'RejectError' })
    const nameless = await failureOf(sf.entityOf(event({ company: 'x' })))
    expect(nameless).toMatchObject({ name: 'RejectError' })
  })
})
