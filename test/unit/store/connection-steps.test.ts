import { describe, expect, it } from '@jest/globals'
import type {
  ConnectionFacts,
  ConnectionRefusal,
} from '../../../lib/store/stats/connection-facts.ts'
import { connectionSteps } from '../../../lib/store/stats/connection-steps.ts'

const A = { issuer: 'https://issuer.example', clientId: 'a' }
const B = { issuer: 'https://issuer.example', clientId: 'b' }
const CONNECTED = { emptyCall: null, message: 1_000, event: 1_000, handled: 1_000 }

function refusal(changes: Partial<ConnectionRefusal>): ConnectionRefusal {
  return {
    at: 900,
    code: 'grant_missing',
    advice: 'give it the role',
    authorization: 'bearer',
    step: 'role',
    isVerified: true,
    seen: false,
    ...A,
    ...changes,
  }
}
const noHeader = {
  step: 'token',
  code: 'token_missing',
  isVerified: false,
  clientId: null,
} as const
const states = (facts: Partial<ConnectionFacts>) => {
  const steps = connectionSteps({ ...CONNECTED, clients: [], refusals: [], ...facts })
  return Object.fromEntries(steps.map(({ id, state }) => [id, state]))
}
const open = (facts: Partial<ConnectionFacts>) =>
  Object.fromEntries(Object.entries(states(facts)).filter(([, state]) => state !== 'done'))

describe('the steps of a connection', () => {
  const clients = [
    { ...A, admitted: 500 },
    { ...B, admitted: 1_000 },
  ]

  it('fail while the latest call of one known client is refused, whatever others send', () => {
    expect(open({ clients, refusals: [refusal({ at: 600 })] })).toEqual({ role: 'failed' })
  })

  it('are done again once that client was let in', () => {
    const again = [
      { ...A, admitted: 601 },
      { ...B, admitted: 1_000 },
    ]
    expect(open({ clients: again, refusals: [refusal({ at: 600 })] })).toEqual({})
  })

  it('take no account of a client that was never let in beside those that were', () => {
    const refusals = [refusal({ at: 2_000, clientId: 'c' })]
    expect(open({ clients, refusals })).toEqual({})
    const nothing = { emptyCall: null, message: null, event: null, handled: null }
    expect(states({ ...nothing, refusals })).toMatchObject({ accepted: 'done', role: 'failed' })
  })

  it('never turn red, and never lose what was done, by a call of a stranger', () => {
    const stranger = [refusal({ ...noHeader, at: 2_000 })]
    expect(open({ clients, refusals: stranger })).toEqual({})
    const nothing = { emptyCall: null, message: null, event: null, handled: null }
    expect(states({ ...nothing, refusals: stranger })).toMatchObject({
      address: 'done',
      token: 'waiting',
    })
  })

  it('wait while a refused call only claims a known client', () => {
    const claimed = refusal({ step: 'accepted', code: 'token_expired', isVerified: false })
    expect(open({ clients, refusals: [claimed] })).toEqual({ accepted: 'waiting' })
  })

  it('follow the latest call only, and ignore causes marked as seen', () => {
    const earlier = refusal({ at: 600 })
    const latest = refusal({ at: 700, step: 'message', code: 'body_too_large' })
    expect(open({ clients, refusals: [latest, earlier] })).toEqual({ message: 'failed' })
    expect(open({ clients, refusals: [{ ...latest, seen: true }, earlier] })).toEqual({})
  })

  it('stay done when the latest message could not be read, and say so beside the step', () => {
    const kept = refusal({ at: 1_001, step: 'event', code: 'not_an_external_event' })
    const latest = [{ ...A, admitted: 1_001 }]
    expect(open({ clients: latest, refusals: [kept] })).toEqual({})
    const steps = connectionSteps({ ...CONNECTED, clients: latest, refusals: [kept] })
    expect(steps.filter(({ advice }) => advice !== null)).toEqual([
      expect.objectContaining({ id: 'event', at: new Date(1_000), code: 'not_an_external_event' }),
    ])
    // The client sent a message that could be read, or somebody has seen the cause.
    const read = { message: 1_002, event: 1_002, clients: [{ ...A, admitted: 1_002 }] }
    const withoutAdvice = (facts: Partial<ConnectionFacts>) =>
      connectionSteps({ ...CONNECTED, clients: latest, refusals: [kept], ...facts }).every(
        ({ advice }) => advice === null,
      )
    expect(withoutAdvice(read)).toBe(true)
    expect(withoutAdvice({ refusals: [{ ...kept, seen: true }] })).toBe(true)
  })

  it('fail at the first event as long as no message could be read', () => {
    const kept = refusal({ at: 1_001, step: 'event', code: 'not_an_external_event' })
    const facts = { message: 1_001, event: null, handled: null }
    expect(open({ ...facts, clients: [{ ...A, admitted: 1_001 }], refusals: [kept] })).toEqual({
      event: 'failed',
      handled: 'waiting',
    })
  })
})
