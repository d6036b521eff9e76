import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createRateLimitGate } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import {
  allOf,
  createSuccessFactorsBed,
  failureOf,
  type SuccessFactorsBed,
} from '../support/successfactors-bed.ts'

describe('calls of SuccessFactors', () => {
  let bed: SuccessFactorsBed

  beforeEach(async () => {
    bed = await createSuccessFactorsBed()
  })
  afterEach(() => bed.close())

  it('fact 9: the login is the destination’s, and so is the fault of a refused login', async () => {
    await bed.sf.user('U1')
    const names = Object.keys(bed.asked[0]?.options.headers ?? {})
    expect(names).not.toContain('authorization')
    const body =
      '{"error":{"code":"x","message":{"value":"[LGN0022] The access token is expired"}}}'
    bed.troubles = [{ status: 401, body }]
    expect(await failureOf(bed.sf.user('U1'))).toMatchObject({
      name: 'TargetUnavailableError',
      message: '"successfactors" refused the login: LGN0022, http_401',
    })
  })

  it('fact 10: 429 is waited for as long as it says, together, and then asked again', async () => {
    bed.rows = { User: [{ userId: 'U1', status: 't' }] }
    bed.troubles = [{ status: 429, headers: { 'retry-after': '2' } }]
    expect(await bed.sf.user('U1')).not.toBeNull()
    expect(bed.waits).toHaveLength(1)
    expect(bed.waits[0]).toBeGreaterThan(1_000)
    expect(bed.asked).toHaveLength(2)
  })

  it('fact 10: a long pause ends the attempt, and those of others before they ask', async () => {
    const rateLimitGate = createRateLimitGate()
    bed.troubles = [{ status: 429 }]
    const first = await failureOf(bed.reader(rateLimitGate).user('U1'))
    expect(first).toMatchObject({ name: 'RateLimited' })
    expect((first as { pauseMs: number }).pauseMs).toBeGreaterThan(290_000)
    expect(await failureOf(bed.reader(rateLimitGate).user('U2'))).toMatchObject({
      name: 'RateLimited',
    })
    expect(bed.asked).toHaveLength(1)
  })

  it('leaves an outage without a pause to the circuit', async () => {
    bed.troubles = [{ status: 503, body: '<html>maintenance</html>' }]
    expect(await failureOf(bed.sf.user('U1'))).toMatchObject({
      name: 'DestinationError',
      status: 503,
    })
  })

  it('follows pages as they are linked, in one session', async () => {
    bed.rows = { User: Array.from({ length: 5 }, (_, n) => ({ userId: `U${n}`, status: 't' })) }
    const found = await allOf(bed.sf.query('User', { pageSize: 2, paging: 'snapshot' }))
    expect(found.map(({ userId }) => userId)).toEqual(['U0', 'U1', 'U2', 'U3', 'U4'])
    expect(
      bed.asked
        .slice(1)
        .map(({ path }) => path.includes('$skiptoken=') || path.includes('%24skiptoken=')),
    ).toEqual([true, true])
    expect(bed.asked.map(({ options }) => options.headers?.cookie)).toEqual([
      undefined,
      'JSESSIONID=s1',
      'JSESSIONID=s1',
    ])
  })

  it('does not follow a page to another host', async () => {
    const body = '{"d":{"results":[],"__next":"https://attacker.example/odata/v2/User"}}'
    bed.troubles = [{ status: 200, body }]
    expect(await failureOf(allOf(bed.sf.query('User')))).toMatchObject({
      code: 'destination_invalid',
    })
  })

  it('tells a wrong query, which stays wrong, from a row that is gone', async () => {
    bed.rows = { User: [{ userId: 'U1', status: 't' }] }
    expect(await failureOf(bed.sf.user('U1', { select: ['nope'] }))).toMatchObject({
      name: 'RejectError',
      message:
        '"successfactors" cannot answer this query: COE_PROPERTY_NOT_FOUND, http_400; wrong: nope',
    })
    expect(await failureOf(bed.sf.get('Unknown', { code: 'x' }))).toMatchObject({
      name: 'RejectError',
      message: '"successfactors" cannot answer this query: COE_ENTITY_NOT_FOUND, http_404',
    })
    bed.troubles = [{ status: 404, body: '<html>no such page</html>' }]
    expect(await failureOf(bed.sf.user('U1'))).toMatchObject({
      name: 'DestinationError',
      status: 404,
    })
  })
})
