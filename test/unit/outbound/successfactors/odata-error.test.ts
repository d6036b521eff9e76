import { describe, expect, it } from '@jest/globals'
import { isTargetFault } from '../../../../lib/dispatch/target-fault.ts'
import { answerOf } from '../../../../lib/outbound/destinations/destination.ts'
import { DestinationError } from '../../../../lib/outbound/destinations/destination-error.ts'
import { meaningOf } from '../../../../lib/outbound/successfactors/odata-error.ts'

function refusal(status: number, body: string): DestinationError {
  const answer = answerOf(status, new Headers(), new TextEncoder().encode(body))
  return new DestinationError({ destination: 'sf', method: 'GET' }, answer, null)
}

describe('a login that SuccessFactors does not take', () => {
  it.each([
    ['{"error":"invalid_token"}', 'http_'],
    ['', 'http_'],
    ['<html>Forbidden for jana.probst</html>', 'http_'],
    ['{"fault":{"faultstring":"Invalid ApiKey"}}', 'http_'],
    ['{"error":{"code":"x","message":{"value":"[LGN0007] jana.probst"}}}', 'LGN0007, http_'],
    ['{"error":{"code":"COE_NO_PERMISSION","message":{"value":"x"}}}', 'COE_NO_PERMISSION, http_'],
  ])('is the target being down, whatever it says: %s', (body, told) => {
    for (const status of [401, 403]) {
      const error = meaningOf(refusal(status, body)) as Error
      expect(error.name).toBe('TargetUnavailableError')
      expect(error.message).toBe(`"sf" refused the login: ${told}${status}`)
      expect(isTargetFault({ kind: 'failed', error })).toBe(true)
    }
  })

  it('is none of 400 and 404, which without a code may be a gateway’s', () => {
    for (const status of [400, 404, 500]) {
      const error = refusal(status, '<html></html>')
      expect(meaningOf(error)).toBe(error)
    }
  })
})

describe('a query that SuccessFactors refuses', () => {
  const value = '[COE0021]Invalid property names: EmpJob/costCentr, seen by jana and eq'
  const body = JSON.stringify({
    error: { code: 'COE_PROPERTY_NOT_FOUND', message: { lang: 'en-US', value } },
  })

  it.each([
    [{ $select: 'userId,costCentr' }, 'costCentr'],
    [{ $select: 'userId', $expand: 'costCentr/nav' }, 'costCentr'],
    [{ $filter: "costCentr eq 'jana'", $top: 1 }, 'costCentr'],
    [{ $filter: "name eq 'it''s jana'" }, null],
    [{ $select: 'userId' }, null],
  ])('is rejected with the names that the query itself has: %j', (query, names) => {
    const error = meaningOf(refusal(400, body), query) as Error
    expect(error.name).toBe('RejectError')
    const wrong = names === null ? '' : `; wrong: ${names}`
    expect(error.message).toBe(
      `"sf" cannot answer this query: COE_PROPERTY_NOT_FOUND, http_400${wrong}`,
    )
  })

  it.each(['{"error":{"code":"x"}}', '{"error":{"code":"x","message":"costCentr?"}}'])(
    'may have any message: %s',
    (answer) => {
      const error = meaningOf(refusal(400, answer), { $select: 'costCentr' }) as Error
      expect(error.message).toMatch(/http_400(; wrong: costCentr)?$/)
    },
  )
})
