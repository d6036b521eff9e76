import { describe, expect, it } from '@jest/globals'
import type { DeliveryActionKind, DeliveryState } from '../../../lib/states.ts'
import { decideAction } from '../../../lib/store/actions/decide-action.ts'
import type { DeliverySnapshot } from '../../../lib/store/actions/delivery-action.ts'
import { aDelivery, aLane, BEHIND, CASES, type CaseName, HEAD } from './delivery-cases.ts'

const DONE: CaseName[] = ['failed, passed', 'completed', 'skipped', 'cancelled']
const EVERY_OTHER = 'every other'

/** The result of each action: the delivery's state, or the code of the refusal. */
const TABLE: Record<DeliveryActionKind, Partial<Record<CaseName | typeof EVERY_OTHER, string>>> = {
  replay: {
    'failed, head': 'waiting',
    'running, lease ended': 'waiting',
    'failed, first': 'waiting',
    'failed, behind': 'waiting',
    'failed, passed': 'no_longer_in_lane',
    'running, head': 'running!',
    [EVERY_OTHER]: 'not_failed',
  },
  edit: {
    'failed, head': 'waiting',
    'running, lease ended': 'waiting',
    'failed, first': 'waiting',
    'failed, behind': 'waiting',
    'failed, passed': 'no_longer_in_lane',
    'running, head': 'running!',
    [EVERY_OTHER]: 'not_failed',
  },
  rerun: {
    completed: 'run 1',
    skipped: 'run 1',
    cancelled: 'run 1',
    'failed, passed': 'run 1',
    'running, head': 'running!',
    [EVERY_OTHER]: 'not_done',
  },
  skip: {
    'running, lease ended': 'skipped',
    'failed, head': 'skipped',
    'failed, first': 'skipped',
    'failed, behind': 'skipped',
    'retrying, head': 'skipped',
    'failed, passed': 'no_longer_in_lane',
    'running, head': 'running!',
    [EVERY_OTHER]: 'not_failed',
  },
  cancel: {
    completed: 'already_done',
    skipped: 'already_done',
    cancelled: 'already_done',
    'failed, passed': 'already_done',
    'running, head': 'running!',
    [EVERY_OTHER]: 'cancelled',
  },
  release: {
    'retrying, head': 'retrying',
    'scheduled, first': 'waiting',
    'scheduled, behind': 'waiting',
    'scheduled, passed': 'waiting',
    'running, head': 'running!',
    [EVERY_OTHER]: 'not_scheduled',
  },
}
const KINDS = Object.keys(TABLE) as DeliveryActionKind[]
const NAMES = Object.keys(CASES) as CaseName[]

function decide(kind: DeliveryActionKind, name: CaseName) {
  const { delivery, lane } = CASES[name]
  const decision = decideAction(kind, delivery, lane)
  return 'refused' in decision ? null : { ...decision, before: { delivery, lane } }
}

function shown(kind: DeliveryActionKind, name: CaseName): string {
  const { delivery, lane } = CASES[name]
  const decision = decideAction(kind, delivery, lane)
  if ('refused' in decision) {
    return decision.refused === 'running' ? 'running!' : decision.refused
  }
  return decision.delivery.kind === 'run' ? `run ${decision.delivery.run}` : decision.delivery.state
}

const DECIDED = KINDS.flatMap((kind) => NAMES.map((name) => ({ kind, name }))).filter(
  ({ kind, name }) => decide(kind, name) !== null,
)

describe('what an action makes of a delivery', () => {
  it.each(KINDS)('%s: in each state, at each place', (kind) => {
    const expected = NAMES.map((name) => [name, TABLE[kind][name] ?? TABLE[kind][EVERY_OTHER]])
    expect(NAMES.map((name) => [name, shown(kind, name)])).toEqual(expected)
  })

  it.each<DeliveryState>([
    'waiting',
    'scheduled',
    'retrying',
    'completed',
    'failed',
    'skipped',
    'cancelled',
  ])('is asked for nothing that runs: %s is free', (state) => {
    const decision = decideAction('cancel', aDelivery({ state }), aLane())
    expect('refused' in decision && decision.refused === 'running').toBe(false)
  })

  it('counts what waits: one less for what gives its turn up, one more for what takes one', () => {
    for (const { kind, name } of DECIDED) {
      const { lane, before } = decide(kind, name) as NonNullable<ReturnType<typeof decide>>
      const gaveUp = (kind === 'skip' || kind === 'cancel') && before.delivery.holdsPlace
      const joined = kind === 'rerun' || (kind === 'release' && !before.delivery.holdsPlace)
      const change = gaveUp ? -1 : joined ? 1 : 0
      expect([kind, name, lane.waiting - before.lane.waiting]).toEqual([kind, name, change])
    }
  })

  it('raises the version if a delivery is added in the middle, or changes', () => {
    for (const { kind, name } of DECIDED) {
      const decided = decide(kind, name) as NonNullable<ReturnType<typeof decide>>
      const { delivery, lane, before } = decided
      const stands = before.delivery.holdsPlace && delivery.kind === 'change'
      const changes = stands && delivery.state !== before.delivery.state
      const joined = kind === 'rerun' || (kind === 'release' && !before.delivery.holdsPlace)
      const counted = lane.version - before.lane.version
      expect([kind, name, counted]).toEqual([kind, name, changes || joined ? 1 : 0])
    }
  })

  it('never touches the lease or the turn of what runs', () => {
    for (const { kind, name } of DECIDED) {
      const { lane, before } = decide(kind, name) as NonNullable<ReturnType<typeof decide>>
      if (!before.lane.leased) continue
      expect({ kind, name, ...lane }).toMatchObject({
        kind,
        name,
        leased: true,
        headPosition: HEAD,
        due: 'kept',
        settledPosition: before.lane.settledPosition,
      })
    }
  })

  it('ends the lease of an instance that is gone, and no other', () => {
    for (const { kind, name } of DECIDED) {
      const { lane } = decide(kind, name) as NonNullable<ReturnType<typeof decide>>
      expect([kind, name, lane.endsLease]).toEqual([kind, name, name === 'running, lease ended'])
    }
  })

  it('tries a failed head again at once, at its place, and the lane is parked no more', () => {
    for (const kind of ['replay', 'edit'] as const) {
      const decided = decide(kind, 'failed, head')
      expect(decided?.delivery).toEqual({
        kind: 'change',
        state: 'waiting',
        holdsPlace: true,
        nextTurn: false,
        resetsAttempts: true,
        edit: kind === 'edit' ? 1 : 0,
      })
      expect(decided?.lane).toMatchObject({ status: 'open', due: 'now', headPosition: HEAD })
    }
  })

  it('leaves a parked lane parked when what is done concerns another delivery of it', () => {
    const parked = aLane({ status: 'parked', headPosition: HEAD })
    const behind = { position: BEHIND } as const
    const asked: [DeliveryActionKind, DeliverySnapshot][] = [
      ['replay', aDelivery({ ...behind, state: 'failed' })],
      ['skip', aDelivery({ ...behind, state: 'failed' })],
      ['cancel', aDelivery(behind)],
      ['release', aDelivery({ ...behind, state: 'scheduled' })],
      ['release', aDelivery({ ...behind, state: 'scheduled', holdsPlace: false })],
      ['rerun', aDelivery({ position: 1n, state: 'completed', holdsPlace: false })],
    ]
    for (const [kind, delivery] of asked) {
      const decision = decideAction(kind, delivery, parked)
      expect(decision).toMatchObject({
        lane: { status: 'parked', headPosition: HEAD, due: 'kept', settledPosition: 1_024n },
      })
    }
  })

  it('opens the lane behind a head that gives its turn up, and looks at it', () => {
    for (const [kind, name] of [
      ['skip', 'failed, head'],
      ['skip', 'retrying, head'],
      ['cancel', 'failed, head'],
      ['cancel', 'given back, head'],
    ] as const) {
      expect(decide(kind, name)?.lane).toMatchObject({
        status: 'open',
        headState: null,
        headPosition: null,
        settledPosition: HEAD,
        due: 'now',
      })
    }
  })

  it('goes back to what joined before the head meanwhile', () => {
    const rewound = aLane({ status: 'parked', headPosition: HEAD, rewound: true })
    const decision = decideAction('skip', aDelivery({ state: 'failed' }), rewound)
    expect(decision).toMatchObject({
      lane: { rewound: false, settledPosition: 1_024n, headPosition: null, due: 'now' },
    })
  })

  it('lets a lane rest in which nothing waits any more', () => {
    for (const state of ['waiting', 'scheduled'] as const) {
      const decision = decideAction('cancel', aDelivery({ state }), aLane({ waiting: 1 }))
      expect(decision).toMatchObject({ lane: { waiting: 0, due: 'never' } })
    }
    const last = aLane({ waiting: 1, status: 'parked', headPosition: HEAD })
    expect(decideAction('skip', aDelivery({ state: 'failed' }), last)).toMatchObject({
      lane: { waiting: 0, due: 'never', status: 'open' },
    })
  })

  it('wakes a resting lane for what takes its next turn', () => {
    const resting = aLane({ waiting: 0, due: 'kept' })
    const done = aDelivery({ state: 'completed', holdsPlace: false })
    expect(decideAction('rerun', done, resting)).toMatchObject({ lane: { waiting: 1, due: 'now' } })
    const passed = aDelivery({ state: 'scheduled', holdsPlace: false })
    expect(decideAction('release', passed, resting)).toMatchObject({
      delivery: { state: 'waiting', holdsPlace: true, nextTurn: true },
      lane: { waiting: 1, due: 'now' },
    })
  })

  it('numbers re-runs on, and has one at a time', () => {
    const done = { state: 'completed', holdsPlace: false, hasOpenRun: false } as const
    const again = decideAction('rerun', aDelivery({ ...done, lastRun: 2 }), aLane())
    expect(again).toMatchObject({ delivery: { kind: 'run', run: 3 } })
    const open = decideAction('rerun', aDelivery({ ...done, hasOpenRun: true }), aLane())
    expect(open).toEqual({ refused: 'already_open' })
  })

  it('does nothing to the lane for what holds no place in it', () => {
    const { lane } = CASES['scheduled, passed']
    expect(decide('cancel', 'scheduled, passed')?.lane).toEqual(lane)
    for (const name of DONE) expect(shown('cancel', name)).toBe('already_done')
  })
})
