import { describe, expect, it } from '@jest/globals'
import {
  allowedActions,
  allowedHandlerActions,
} from '../../../app/monitor/src/actions/allowed-actions.ts'
import { type DeliveryState, NOTICE_TYPE } from '../../../lib/states.ts'
import { decideAction } from '../../../lib/store/actions/decide-action.ts'

const POSITION = 2_048n

/** The service's refusal of an action that the page offers; null = done. */
function refusalOf(
  kind: Parameters<typeof decideAction>[0],
  given: { state: DeliveryState; holdsPlace: boolean; leased: boolean },
  of: { isInternal?: boolean; isNotice?: boolean; isForgotten?: boolean } = {},
): string | null {
  const { state, holdsPlace, leased } = given
  const key = { messageId: 'm', ordinal: 0, handlerId: 1, run: 0, subjectId: '1' }
  const decision = decideAction(
    kind,
    {
      ...key,
      state,
      holdsPlace,
      position: POSITION,
      edit: 0,
      keyId: null,
      lastRun: 0,
      hasOpenRun: holdsPlace,
      isInternal: false,
      isNotice: false,
      isForgotten: false,
      ...of,
    },
    {
      handlerId: 1,
      subjectId: '1',
      status: 'open',
      headState: null,
      waiting: 1,
      settledPosition: 1_024n,
      headPosition: POSITION,
      rewound: false,
      version: 0,
      leased,
      endsLease: false,
      due: 'kept',
    },
  )
  return 'refused' in decision ? decision.refused : null
}

describe('the actions that the page offers for a delivery', () => {
  it.each([
    { state: 'waiting', holdsPlace: true },
    { state: 'scheduled', holdsPlace: true },
    { state: 'scheduled', holdsPlace: false },
    { state: 'retrying', holdsPlace: true },
    { state: 'running', holdsPlace: true, leased: true },
    { state: 'running', holdsPlace: true },
    { state: 'failed', holdsPlace: true },
    { state: 'failed', holdsPlace: false },
    { state: 'completed', holdsPlace: false },
    { state: 'skipped', holdsPlace: false },
    { state: 'cancelled', holdsPlace: false },
  ] as const)('are allowed by the service: %o', (given) => {
    const leased = 'leased' in given
    const { state, holdsPlace } = given
    const leaseEnded = state === 'running' && !leased
    const offered = allowedActions({ state, holdsPlace, leaseEnded, type: 'test.Hire' }, false)
    expect(offered.map((kind) => [kind, refusalOf(kind, { state, holdsPlace, leased })])).toEqual(
      offered.map((kind) => [kind, null]),
    )
    // Nothing is without a way out but what an instance is working on.
    expect(offered.length > 0).toBe(!leased)
  })

  it.each([
    ['an entry of the audit log', { isInternal: true }, 'sf-event-receiver.audit.data-access'],
    ['a notice of an erasure', { isNotice: true }, NOTICE_TYPE],
    ['a forgotten person', { isForgotten: true }, 'test.Hire'],
  ])('are allowed by the service for %s', (_what, of, type) => {
    const isForgotten = 'isForgotten' in of
    // The service cancels what else a forgotten person has, a moment after it closed the person.
    const states = isForgotten
      ? (['waiting', 'completed', 'skipped', 'cancelled'] as const)
      : (['failed', 'waiting', 'completed', 'skipped', 'cancelled'] as const)
    for (const state of states) {
      const given = { state, holdsPlace: state === 'failed' || state === 'waiting', leased: false }
      const offered = allowedActions({ ...given, leaseEnded: false, type }, isForgotten)
      expect(offered.map((kind) => [kind, refusalOf(kind, given, of)])).toEqual(
        offered.map((kind) => [kind, null]),
      )
    }
  })

  it('include skip for an unreadable event of a person who was not forgotten', () => {
    const failed = { state: 'failed', holdsPlace: true, leaseEnded: false, type: null } as const
    expect(allowedActions(failed, true)).toEqual(['skip'])
  })
})

describe('the actions that the page offers for a handler', () => {
  it.each([
    ['running', false, ['hold', 'backfill']],
    ['open', false, ['hold', 'backfill']],
    ['held', true, ['resume', 'backfill']],
    ['retired', true, ['resume']],
    ['retired', false, []],
  ] as const)('%s, held: %s', (state, held, expected) => {
    expect(allowedHandlerActions({ state, held })).toEqual(expected)
  })
})
