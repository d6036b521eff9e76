import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aHire, aManagerChange, anEvent, aTermination, deliver } from '#testing'
import handler from './directory-account.ts'

/** Runs the handler with a directory that answers with these statuses, the last one for ever. */
function deliverTo(statuses: readonly number[], event = aHire()) {
  const answers = [...statuses]
  const answer = () => ({ status: (answers.length > 1 ? answers.shift() : answers[0]) ?? 200 })
  return deliver(handler, event, { destinations: { directory: answer } })
}

describe('directory-account', () => {
  const start = { effectiveStartDate: '2026-03-01' }
  const cases = [
    { event: aHire(start), method: 'PUT', body: { activeFrom: '2026-03-01' } },
    { event: aTermination(start), method: 'PATCH', body: { activeUntil: '2026-03-01' } },
    { event: aManagerChange(), method: 'PATCH', body: { managerId: '10005' } },
  ]
  for (const { event, method, body } of cases) {
    it(`sends ${method} for ${event.type}`, async () => {
      const { outcome, outbound } = await deliverTo([204], event)
      assert.equal(outcome, 'completed')
      assert.equal(outbound.length, 1)
      assert.deepEqual(
        { method: outbound[0]?.method, path: outbound[0]?.path, body: outbound[0]?.body },
        { method, path: '/accounts/20001', body },
      )
    })
  }

  it('retries with the same key while the directory is down', async () => {
    const { outcome, outbound } = await deliverTo([503, 503, 204])
    assert.equal(outcome, 'completed')
    assert.equal(new Set(outbound.map(({ headers }) => headers['idempotency-key'])).size, 1)
  })

  it('does not retry what the directory refuses for good', async () => {
    const { outcome, attempts, reason } = await deliverTo([409])
    assert.equal(outcome, 'rejected')
    assert.equal(attempts.length, 1)
    assert.match(reason ?? '', /HTTP 409/)
  })

  it('rejects an event without userId and calls nobody', async () => {
    const event = anEvent({ type: aHire().type ?? '' })
    const { outcome, outbound } = await deliverTo([204], event)
    assert.equal(outcome, 'rejected')
    assert.deepEqual(outbound, [])
  })
})
