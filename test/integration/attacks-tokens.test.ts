import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pLimit from 'p-limit'
import { algorithmAttacks } from '../attacks/algorithms.ts'
import { type Attack, withTokens } from '../attacks/attack.ts'
import { CALLERS, callerAttacks } from '../attacks/callers.ts'
import { certificateAttacks } from '../attacks/certificates.ts'
import { claimAttacks } from '../attacks/claims.ts'
import { expectationOf } from '../attacks/expectation.ts'
import { FLOOD_SOURCES, floodAttacks } from '../attacks/floods.ts'
import { forgeKeys } from '../attacks/forge.ts'
import { grantAttacks } from '../attacks/grants.ts'
import { issuerNameAttacks } from '../attacks/issuer-names.ts'
import { codeOf, judge } from '../attacks/judge-outcome.ts'
import { ignoredHeaders, ownKeyAttacks } from '../attacks/key-headers.ts'
import { leaksIn } from '../attacks/planted.ts'
import { playRotation, ROTATION, ROTATION_ID, type RotationStep } from '../attacks/play-rotation.ts'
import { type Outcome, type Run, runInTurn, runTogether } from '../attacks/run-attack.ts'
import { DOUBTED_SOURCES, signatureAttacks, trueSignatures } from '../attacks/signatures.ts'
import { COOLDOWN_MS, openStage } from '../attacks/stage.ts'
import {
  type StoredRefusal,
  storedRefusals,
  strayRefusals,
  sumOfCalls,
} from '../attacks/stored-refusals.ts'
import { tokenFormAttacks } from '../attacks/token-forms.ts'
import { unstorableAttacks } from '../attacks/unstorable.ts'
import { watchOutbound } from '../attacks/watch-outbound.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

/** Each meets a service of its own: beyond 500 strangers it counts without telling them apart. */
const QUIET: readonly (readonly [name: string, attacks: readonly Attack[]])[] = [
  ['names of issuers', withTokens(issuerNameAttacks)],
  ['algorithms', withTokens([...algorithmAttacks, ...trueSignatures])],
  ['forms of tokens', withTokens([...tokenFormAttacks, ...ignoredHeaders])],
  ['claims', withTokens([...claimAttacks, ...grantAttacks])],
  ['certificates and callers', [...certificateAttacks, ...callerAttacks]],
  ['texts that cannot be stored', withTokens(unstorableAttacks)],
]
/** Most of the time of a group passes while a server is watched for a second answer. */
const GROUPS_AT_ONCE = 3
/** Nobody can tell them from tokens of a new key: they wait until the keys were looked at again. */
const DOUBTED: readonly Attack[] = withTokens([...ownKeyAttacks, ...signatureAttacks])
/** where every server of these tests is */
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d+$/

let bed: TestBed
let outbound: ReturnType<typeof watchOutbound>
const runs = new Map<string, Run>()
let flood: Run
let rotation: Record<RotationStep, number>
let refusals: readonly StoredRefusal[]

beforeAll(async () => {
  bed = await createTestBed()
  // Not before: the test bed fetches its tokens itself.
  outbound = watchOutbound()
  const keys = await forgeKeys()
  const doubted = await openStage(bed, keys)
  const flooded = await openStage(bed, keys)
  const waiting = Promise.all([
    runTogether(doubted, DOUBTED, 'doubted'),
    runTogether(flooded, floodAttacks, 'flood'),
    playRotation(bed, keys),
  ])
  const few = pLimit(GROUPS_AT_ONCE)
  await Promise.all(
    QUIET.map(([name, attacks], index) =>
      few(async () => {
        const stage = await openStage(bed, keys, { environment: { CALLERS } })
        runs.set(name, await runInTurn(stage, attacks, `quiet-${index}`))
      }),
    ),
  )
  const [doubtedRun, floodRun, played] = await waiting
  runs.set('doubted', doubtedRun)
  flood = floodRun
  rotation = played
  refusals = await storedRefusals(bed.db)
}, 180_000)
afterAll(async () => {
  outbound.stop()
  await bed.stop()
})

const numbered = (attacks: readonly Attack[]) =>
  attacks.map(({ name }, index) => [name, index] as const)
const judgeOne = (group: string, index: number) => {
  const run = runs.get(group) as Run
  judge(run.outcomes[index] as Outcome, refusals, run)
}
/** of as many key sets, each of which is looked at once at once and then once a cooldown */
const mostCalls = ({ tookMs }: Run, keySets: number) =>
  keySets * (1 + Math.floor(tookMs / COOLDOWN_MS))

describe.each(QUIET)('a call that is refused without asking anybody: %s', (group, attacks) => {
  it.each(numbered(attacks))('%s', (_name, index) => judgeOne(group, index))
})

describe('a call that is refused once the keys were looked at again', () => {
  it.each(numbered(DOUBTED))('%s', (_name, index) => judgeOne('doubted', index))

  it('costs one fetch of each key set per cooldown', () => {
    const run = runs.get('doubted') as Run
    expect(run.strangeCalls).toBe(0)
    expect(run.calls).toBeLessThanOrEqual(mostCalls(run, DOUBTED_SOURCES))
  })
})

describe('A10 RFC 8725 3.10 a flood of unknown names', () => {
  it('is answered whole', () => {
    const unlike = flood.outcomes.filter(({ answers: [answer], attack: { end } }) => {
      const { status, code } = expectationOf(end)
      return answer?.status !== status || codeOf(answer) !== code
    })
    expect(unlike).toEqual([])
    expect(flood.outcomes.flatMap(({ kept }) => kept)).toEqual([])
  })

  it('costs one fetch of each key set per cooldown', () => {
    expect(flood.strangeCalls).toBe(0)
    expect(flood.calls).toBeLessThanOrEqual(mostCalls(flood, FLOOD_SOURCES))
  })

  it('is kept whole, in few rows', () => {
    const own = refusals.filter(({ correlation_id: id }) => id?.startsWith('flood-') ?? true)
    expect(sumOfCalls(own)).toBe(floodAttacks.length)
    expect(own.length).toBeLessThan(520)
    expect(own.flatMap(({ whole }) => leaksIn(whole, ''))).toEqual([])
  })
})

describe('A15 the keys of an issuer', () => {
  it.each(Object.entries(ROTATION) as [RotationStep, number][])('%s: %d', (step, expected) => {
    expect(rotation[step]).toBe(expected)
  })
})

describe('all of them together', () => {
  it('leave no refusal but their own', () => {
    const outcomes = [...runs.values(), flood].flatMap((run) => [...run.outcomes])
    const strays = strayRefusals(refusals, outcomes).filter(({ calls }) => calls === 1)
    expect(strays.map(({ correlation_id }) => correlation_id)).toEqual([ROTATION_ID, ROTATION_ID])
  })

  it('call only issuers', () => {
    expect([...runs.values()].filter(({ strangeCalls }) => strangeCalls > 0)).toEqual([])
    expect(outbound.origins.size).toBeGreaterThan(0)
    expect([...outbound.origins].filter((origin) => !LOOPBACK.test(origin))).toEqual([])
  })

  it('leave nothing in the log', () => {
    const lines = [...runs.values(), flood].flatMap(({ log }) => log)
    expect(lines.flatMap((line) => leaksIn(line, ''))).toEqual([])
  })
})
